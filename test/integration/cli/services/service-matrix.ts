import type { ConnectionKind } from '#shared/model/index.ts';

/** A row of the capability matrix as far as a command can ask for it: marks per kind, and such a command. */
export interface MatrixRow {
  readonly marks: Readonly<Record<ConnectionKind, boolean>>;
  /** Without `-c`, which follows. Sent only where the row is denied, so nothing that it names has to exist. */
  readonly command: readonly string[];
}

/** The marks in the order of the published matrix: Plankton, Alliance, Nova, Djinn CI, Project-FiFo, Glance. */
const ORDER: readonly ConnectionKind[] = ['plankton', 'alliance', 'nova', 'djinn', 'fifo', 'glance'];

/** `Y`: the service does it, or Argosy over its calls. `-`: there is none of it. */
function row(marks: string, ...command: readonly string[]): MatrixRow {
  const each = marks.split(' ');
  const entries = ORDER.map((kind, index) => [kind, each[index] === 'Y'] as const);
  return { marks: Object.fromEntries(entries) as MatrixRow['marks'], command };
}

const ID = '00000000-0000-4000-8000-000000000000';

export const MATRIX = {
  'image list': row('Y Y Y Y Y Y', 'image', 'list'),
  'image list --search': row('Y Y Y Y Y Y', 'image', 'list', '--search', 'x'),
  'image show': row('Y Y Y Y Y Y', 'image', 'show', ID),
  'create by upload': row('Y - - Y Y Y', 'image', 'upload', 'not-there.raw'),
  'create by URL': row('- Y - Y Y Y', 'image', 'import', '--url', 'http://127.0.0.1:9/x.qcow2'),
  'register an object': row('Y - - - - -', 'image', 'import', '--url', 'pithos://a/images/x.diskdump'),
  'update name': row('Y Y - - - Y', 'image', 'set', ID, '--name', 'x'),
  'update formats': row('Y Y - - - Y', 'image', 'set', ID, '--disk-format', 'raw'),
  'update min disk': row('- Y - - - Y', 'image', 'set', ID, '--min-disk', '1'),
  'update min ram': row('- Y - - - Y', 'image', 'set', ID, '--min-ram', '1'),
  'property set': row('Y - Y - Y Y', 'image', 'set', ID, '--property', 'k=v'),
  'property unset': row('Y - Y - Y Y', 'image', 'set', ID, '--unset', 'k'),
  tags: row('- - - - - Y', 'image', 'set', ID, '--tag', 'x'),
  protected: row('- - - - - Y', 'image', 'set', ID, '--protected'),
  visibility: row('Y - - - - Y', 'image', 'set', ID, '--visibility', 'public'),
  hidden: row('- - - - - Y', 'image', 'set', ID, '--hidden'),
  deactivate: row('- - - - - Y', 'image', 'deactivate', ID),
  tasks: row('- - - - - Y', 'image', 'tasks', ID),
  download: row('Y - - Y Y Y', 'image', 'download', ID),
  delete: row('Y Y Y Y Y Y', 'image', 'delete', ID),
  'delete with the file': row('Y - - - - -', 'image', 'delete', ID, '--with-file'),
  'copy from': row('Y - - Y Y Y', 'image', 'copy', ID, '--to', 'glance'),
  'members list': row('Y - - Y - Y', 'member', 'list', ID),
  'member add': row('Y - - Y - Y', 'member', 'add', ID, 'somebody'),
  'member remove': row('Y - - Y - Y', 'member', 'remove', ID, 'somebody'),
  'members replace all': row('Y - - - - Y', 'member', 'replace', ID, 'somebody'),
  'member accept': row('- - - Y - Y', 'member', 'accept', ID),
  'member reject': row('- - - Y - Y', 'member', 'reject', ID),
  'shared with me': row('Y Y - Y - Y', 'member', 'shared'),
  'package list': row('- - - - Y -', 'package', 'list'),
  'package show': row('- - - - Y -', 'package', 'show', ID),
  'package create': row('- - - - Y -', 'package', 'create', '--name', 'x', '--ram', '1', '--quota', '1'),
  'package delete': row('- - - - Y -', 'package', 'delete', ID),
  'package metadata set': row('- - - - Y -', 'package', 'set', ID, 'a/b=1'),
  'package metadata unset': row('- - - - Y -', 'package', 'unset', ID, 'a/b'),
  'stores list': row('- - - - - Y', 'store', 'list'),
  'store copy': row('- - - - - Y', 'store', 'copy', ID, 'second'),
  'store remove': row('- - - - - Y', 'store', 'remove', ID, 'second'),
  definitions: row('- - - - - Y', 'definition', 'list'),
} as const satisfies Readonly<Record<string, MatrixRow>>;

export type RowName = keyof typeof MATRIX;

/** The rows that a kind has, or has not. */
export function rowsOf(kind: ConnectionKind, offered: boolean): readonly RowName[] {
  return (Object.keys(MATRIX) as RowName[]).filter((name) => MATRIX[name].marks[kind] === offered);
}
