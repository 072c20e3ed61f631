import type { Handlers } from '#shared/contract/index.ts';
import type { ImageDocument, Member, SharedImage } from '#shared/model/index.ts';
import type { Call, ImageProvider } from '../providers/provider.ts';

export type MemberHandlers = Pick<
  Handlers,
  'members.list' | 'members.add' | 'members.remove' | 'members.replace' | 'members.answer' | 'members.shared'
>;

export interface MemberHandlersDeps {
  readonly provider: (connection: string) => Promise<ImageProvider>;
  /** Has the catalogue follow an image that became another one for its members. */
  readonly onImage: (document: ImageDocument) => Promise<void>;
  /** Notes the members of an image, to be looked at without the service. Never fails. */
  readonly keepMembers: (connection: string, imageId: string, members: readonly Member[]) => Promise<void>;
}

interface Sharing {
  readonly provider: ImageProvider;
  readonly id: string;
  readonly makeShared: boolean | undefined;
  readonly call: Call;
}

/** So long a service is asked what became of an image. */
const FOLLOWING_MS = 10_000;

/** Serves the `members.*` calls. Every change answers with the members as the service has them then. */
export function createMemberHandlers(deps: MemberHandlersDeps): MemberHandlers {
  const list = async (
    provider: ImageProvider,
    connection: string,
    id: string,
    call: Call,
    alike: readonly string[] = [],
  ): Promise<readonly Member[]> => {
    const members = await provider.listMembers(id, call);
    for (const each of [id, ...alike]) await deps.keepMembers(connection, each, members);
    return members;
  };

  const sharing = async (
    { provider, id, makeShared, call }: Sharing,
    change: () => Promise<ImageDocument | undefined>,
  ): Promise<void> => {
    const document = await change().catch(async (error: unknown) => {
      // It may have become shared before the change stopped, also where the caller gave up.
      const after = { ...call, signal: AbortSignal.timeout(FOLLOWING_MS) };
      if (makeShared)
        await provider
          .show(id, after)
          .then(deps.onImage)
          .catch(() => undefined);
      throw error;
    });
    if (document !== undefined) await deps.onImage(document);
  };

  return {
    'members.list': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      return list(provider, connection, id, { signal, operation: 'members.list' });
    },
    'members.add': async ({ connection, id, members, makeShared, alike }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'members.add' };
      await sharing({ provider, id, makeShared, call }, () =>
        provider.addMembers(id, members, { makeShared }, call),
      );
      return list(provider, connection, id, call, alike);
    },
    'members.remove': async ({ connection, id, members, alike }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'members.remove' };
      await provider.removeMembers(id, members, call);
      return list(provider, connection, id, call, alike);
    },
    'members.replace': async ({ connection, id, members, makeShared }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'members.replace' };
      await sharing({ provider, id, makeShared, call }, () =>
        provider.replaceMembers(id, members, { makeShared }, call),
      );
      return list(provider, connection, id, call);
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
