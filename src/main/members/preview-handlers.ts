import type { Handlers } from '#shared/contract/index.ts';
import type { Capabilities, Image, Kept, Member } from '#shared/model/index.ts';
import { type PreviewDeps, previewEach } from '../images/index.ts';
import type { Foreseen } from '../providers/provider.ts';

export type MemberPreviewHandlers = Pick<Handlers, 'members.preview'>;

export interface MemberPreviewDeps extends Omit<PreviewDeps, 'catalog'> {
  readonly catalog: PreviewDeps['catalog'] & {
    kept(connection: string, kind: 'members', key: string): Promise<Kept<readonly Member[]> | null>;
  };
}

/** Serves `members.preview`: what changes of members would send, reckoned from those last seen. */
export function createMemberPreviewHandlers(deps: MemberPreviewDeps): MemberPreviewHandlers {
  return {
    'members.preview': ({ changes }, { signal }) =>
      previewEach(
        changes,
        deps,
        { signal, operation: 'members.preview' },
        async (
          { connection, id, add, remove, replace, makeShared },
          { document, provider, capabilities },
        ) => {
          const members = (await deps.catalog.kept(connection, 'members', id))?.value ?? null;
          const { visibilities } = capabilities;
          const change = { add, remove, replace, makeShared, members, visibilities };
          const foreseen = provider.previewMembers(document, change);
          const counts = replace === undefined && !hasNone(document.image, capabilities);
          return members === null && counts ? unseen(foreseen) : foreseen;
        },
      ),
  };
}

/** Where only shared images have members, there is nothing to be read of a private one. */
function hasNone({ visibility }: Image, { visibilities }: Capabilities): boolean {
  return visibility === 'private' && visibilities.includes('shared');
}

function unseen(foreseen: Foreseen): Foreseen {
  if (foreseen.requests.length === 0) return foreseen;
  return {
    ...foreseen,
    notes: [...foreseen.notes, 'Its members were not read yet: what is so already is not left out.'],
  };
}
