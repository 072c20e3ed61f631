import type { WireError } from '#shared/errors/index.ts';
import type { ConnectionKind } from '#shared/model/index.ts';

const IN_USE =
  'Something still uses it: mostly a volume that was made from it, or machines whose disks are copy-on-write ' +
  'clones of it (Ceph). Delete or flatten those first. Or retire the image: it stays for them, and nobody finds it.';
const PROTECTED = 'Somebody protected it meanwhile: take the protection off in “Edit…”, then delete it.';
const BEHIND_NOVA =
  'Nova hands the deletion to Glance and hides why it is refused: mostly the image is used by a volume or a ' +
  'machine, or it is protected. Delete it through the Glance of this cloud, which says why.';
const IMPORTING =
  'FiFo deletes no dataset while it is being imported: wait until it is imported or has failed.';

/** The refusal of a deletion with what usually stands behind it in this kind of service. */
export function explainRefusal(error: WireError, kind: ConnectionKind | undefined): WireError {
  const hint = hintFor(error, kind);
  return hint === undefined ? error : { ...error, hint };
}

function hintFor(
  { code, message, hint, context }: WireError,
  kind: ConnectionKind | undefined,
): string | undefined {
  const status = context?.['status'];
  switch (kind) {
    case 'glance':
      if (code === 'FORBIDDEN' && /protected/i.test(message)) return PROTECTED;
      // Other conflicts (a task, an import) say themselves what they are.
      return code === 'CONFLICT' && /\bin use\b/i.test(`${message} ${hint ?? ''}`) ? IN_USE : undefined;
    case 'nova':
      return code === 'CONFLICT' || status === 409 || status === 500 ? BEHIND_NOVA : undefined;
    case 'fifo':
      return code === 'CONFLICT' ? IMPORTING : undefined;
    default:
      return undefined;
  }
}
