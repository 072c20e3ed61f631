import type { Handlers } from '#shared/contract/index.ts';
import type { SharedImage } from '#shared/model/index.ts';
import type { ImageProvider } from '../providers/provider.ts';

export type MemberHandlers = Pick<
  Handlers,
  'members.list' | 'members.add' | 'members.remove' | 'members.replace' | 'members.answer' | 'members.shared'
>;

/** Serves the `members.*` calls. Every change answers with the members as the service has them then. */
export function createMemberHandlers(deps: {
  readonly provider: (connection: string) => Promise<ImageProvider>;
}): MemberHandlers {
  return {
    'members.list': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      return provider.listMembers(id, { signal, operation: 'members.list' });
    },
    'members.add': async ({ connection, id, members, makeShared }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'members.add' };
      await provider.addMembers(id, members, { makeShared }, call);
      return provider.listMembers(id, call);
    },
    'members.remove': async ({ connection, id, members }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'members.remove' };
      await provider.removeMembers(id, members, call);
      return provider.listMembers(id, call);
    },
    'members.replace': async ({ connection, id, members, makeShared }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'members.replace' };
      await provider.replaceMembers(id, members, { makeShared }, call);
      return provider.listMembers(id, call);
    },
    'members.answer': async ({ connection, id, status }, { signal }) => {
      const provider = await deps.provider(connection);
      await provider.answerShare(id, status, { signal, operation: 'members.answer' });
      return null;
    },
    'members.shared': async ({ connection, status = 'all' }, { signal }) => {
      const provider = await deps.provider(connection);
      const images: SharedImage[] = [];
      for await (const page of provider.listShared(status, { signal, operation: 'members.shared' })) {
        images.push(...page.map(({ document, memberStatus }) => ({ ...document.image, memberStatus })));
      }
      return images;
    },
  };
}
