import { z } from 'zod';
import { plainLine } from '../../http/index.ts';
import { addressSteps, type ConnectionSteps } from '../connection-steps.ts';
import type { Call } from '../provider.ts';
import type { PlanktonClient } from './client.ts';
import { MOST_LIST_BYTES } from './config.ts';
import type { PlanktonSession } from './session.ts';
import type { PlanktonUrls } from './urls.ts';

const versionsSchema = z.object({
  versions: z.array(z.object({ id: z.string().max(32), status: z.string().nullish().catch(null) })),
});

/** The version that the service calls its current one; `null` where it does not tell (before 2013). */
export async function discoverVersion(
  client: PlanktonClient,
  urls: PlanktonUrls,
  call: Call,
): Promise<string | null> {
  const reply = await client.ask(urls.versions, call);
  if (reply.status !== 200) return null;
  try {
    const versions = versionsSchema.safeParse(JSON.parse(reply.text)).data?.versions ?? [];
    return (versions.find(({ status }) => status === 'CURRENT') ?? versions[0])?.id ?? null;
  } catch {
    return null;
  }
}

/** The steps of a connection test; what the profile already says is not asked for. */
export function connectionSteps(
  client: PlanktonClient,
  session: PlanktonSession,
  urls: PlanktonUrls,
  call: Call,
): ConnectionSteps {
  const list = { method: 'GET', url: `${urls.images}?sort_key=name&sort_dir=asc` } as const;
  return {
    ...addressSteps(
      () => urls.root,
      () => client.ask(urls.versions, call),
    ),
    'sign-in': async () => {
      const identity = await session.validate(call);
      if (identity === undefined) return { skipped: 'No identity address is given: the next step tells.' };
      const who = plainLine(identity.userName ?? identity.userId ?? '');
      return `The token is that of ${who === '' ? 'an unnamed user' : who}.`;
    },
    service: async () => {
      await client.send({ ...list, attempt: 'list images', maxReplyBytes: MOST_LIST_BYTES }, call);
      const { storeUrl, userId } = await session.identity(call);
      const files =
        storeUrl === null || userId === null ? 'its files cannot be reached' : `files are at ${storeUrl}`;
      return `The image service at ${urls.root} lists images; ${files}.`;
    },
    version: async () => {
      const version = await discoverVersion(client, urls, call);
      return version === null
        ? { skipped: 'The service does not tell its version.' }
        : `It speaks version ${plainLine(version)} of Plankton.`;
    },
  };
}
