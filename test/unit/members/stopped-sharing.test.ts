import { expect, it } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import type { ImageDocument } from '#shared/model/index.ts';
import { createMemberHandlers, type MemberHandlersDeps } from '../../../src/main/members/member-handlers.ts';
import type { Call } from '../../../src/main/providers/provider.ts';

const shared = { image: { connection: 'mine', id: 'a', visibility: 'shared' } } as ImageDocument;

it('has the catalogue follow an image that became shared, also where the caller gave up after that', async () => {
  const followed: ImageDocument[] = [];
  const caller = new AbortController();
  const provider = {
    addMembers: async () => {
      caller.abort();
      throw new AppError('CANCELLED', 'given up', { operation: 'members.add' });
    },
    show: async (_id: string, { signal }: Call) => {
      signal.throwIfAborted();
      return shared;
    },
  };
  const handlers = createMemberHandlers({
    provider: async () => provider,
    onImage: async (document: ImageDocument) => void followed.push(document),
    keepMembers: async () => undefined,
  } as unknown as MemberHandlersDeps);
  const order = { connection: 'mine', id: 'a', members: ['b'], makeShared: true };
  const adding = handlers['members.add'](order, { signal: caller.signal });
  await expect(adding).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(followed).toEqual([shared]);
});
