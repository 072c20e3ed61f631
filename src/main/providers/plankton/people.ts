import { z } from 'zod';
import { AppError, isAppError } from '#shared/errors/index.ts';
import { plainLine } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import type { PlanktonClient } from './client.ts';
import type { PlanktonSession } from './session.ts';

/** Members are UUIDs, but people know each other by e-mail (plankton.md §1, user_catalogs). */
export interface People {
  /** Names of users, as far as they are known. Never throws for a service that does not tell. */
  names(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, string>>;
  /** UUIDs for e-mail addresses; what is none stays. `NOT_FOUND` for an address that nobody has. */
  ids(members: readonly string[], call: Call): Promise<readonly string[]>;
}

const catalogSchema = z.object({
  uuid_catalog: z.record(z.string(), z.unknown()).nullish().catch(null),
  displayname_catalog: z.record(z.string(), z.unknown()).nullish().catch(null),
});
type Catalog = ReadonlyMap<string, string>;

export function createPeople(client: PlanktonClient, session: PlanktonSession): People {
  /** `undefined` where nobody tells. */
  const lookUp = async (
    key: 'uuids' | 'displaynames',
    values: readonly string[],
    call: Call,
  ): Promise<Catalog | undefined> => {
    if (values.length === 0) return new Map();
    try {
      const account = await session.accountUrl(call);
      if (account === null) return undefined;
      const reply = await client.send(
        {
          method: 'POST',
          url: `${account}/user_catalogs`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ [key]: values }),
          attempt: 'tell the names of users',
        },
        call,
      );
      const { data } = catalogSchema.safeParse(reply.json());
      return textsOf(key === 'uuids' ? data?.uuid_catalog : data?.displayname_catalog);
    } catch (error) {
      // Names are a help: without them a UUID does.
      if (isAppError(error) && !isAppError(error, 'CANCELLED', 'AUTH_REQUIRED')) return undefined;
      throw error;
    }
  };
  return {
    names: async (ids, call) => (await lookUp('uuids', ids, call)) ?? new Map(),
    ids: async (members, call) => {
      const found = await lookUp('displaynames', members.filter(isAddress), call);
      return members.map((member) => {
        if (!isAddress(member) || found === undefined) return member;
        const id = found.get(member);
        if (id === undefined) throw nobody(member, call);
        return id;
      });
    },
  };
}

function textsOf(catalog: Readonly<Record<string, unknown>> | null | undefined): Catalog {
  const entries = Object.entries(catalog ?? {});
  return new Map(
    entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, plainLine(value)] as const] : [])),
  );
}

export function isAddress(member: string): boolean {
  return member.includes('@');
}

function nobody(member: string, { operation }: Call): AppError {
  return new AppError('NOT_FOUND', `Nobody is called ${member.slice(0, 100)} on this cloud.`, {
    operation,
    hint: 'Nothing was sent. Check the address, or give the UUID of the user.',
  });
}
