/** The systems that Argosy speaks, as the matrix's columns. Project-FiFo has two: packages and datasets. */
export const SYSTEMS = [
  { name: 'Plankton', kind: 'plankton' },
  { name: 'Alliance', kind: 'alliance' },
  { name: 'Nova', kind: 'nova' },
  { name: 'Djinn CI', kind: 'djinn' },
  { name: 'FiFo packages', kind: 'fifo' },
  { name: 'FiFo datasets', kind: 'fifo' },
  { name: 'Glance v2', kind: 'glance' },
] as const;

/**
 * What a cell promises. `Y`: the service does it. `y`: with a limit that Argosy tells. `C`: Argosy does it,
 * over other calls. `-`: no. `?`: nobody knows, so whatever is measured stands. `x`: the service could, Argosy
 * does not ask it to.
 */
export type PromisedCells = readonly [string, string, string, string, string, string, string];

export interface Row {
  readonly label: string;
  /** What of the conformance suite measures it; any of them working will do. */
  readonly measured: readonly string[];
  /** For the column of FiFo's packages, where another part of the suite measures it. */
  readonly packages?: string;
  readonly cells: PromisedCells;
}

const row = (label: string, measured: readonly string[], cells: string, packages?: string): Row => {
  const each = cells.split(' ');
  if (each.length !== SYSTEMS.length) throw new Error(`The row "${label}" has ${each.length} cells.`);
  return { label, measured, cells: each as unknown as PromisedCells, ...(packages && { packages }) };
};

/** Rows and cells of the protocol sheets' capability matrix, in its order: PLK ALL NOVA DJN FIFO-P FIFO-D GLA. */
export const ROWS: readonly Row[] = [
  row('version or service discovery', ['version'], 'Y - Y Y y y Y', 'version'),
  row('token or sign-in check', ['sign-in'], 'Y ? Y Y Y Y Y', 'sign-in'),
  row('list', ['image.list'], 'Y Y Y Y Y Y Y', 'package.list'),
  row('list in brief', [], 'x x x - x x -'),
  row('choice of fields in a list', [], '- - - - x x -'),
  row('search by part of a word', ['image.list'], 'C C C y C C C', 'package.list'),
  row('filter by name, status, format', ['list.filter'], 'C C y C - C Y'),
  row('filter by size range', ['list.size'], 'C C C - - ? Y'),
  row('filter by time of change', ['list.changed'], 'C C Y C - ? Y'),
  row('sorting', ['list.sort'], 'Y C C Y - C Y'),
  row('lists by pages', ['list.pages'], '- - Y Y - - Y'),
  row('detail', ['image.show'], 'Y Y Y Y Y Y Y', 'package.list'),
  row('create by upload', ['image.upload'], 'y - - Y - Y Y'),
  row('create by URL', ['image.import'], '- Y - Y - Y Y'),
  row('create from a server or its snapshot', [], '- - x - - x -'),
  row('register an existing object', ['image.register'], 'Y - - - - - x'),
  row('change the name', ['image.rename'], 'Y Y - - - - Y'),
  row('change formats', ['image.formats'], 'Y y - - - - y'),
  row('change min RAM and disk', ['image.minimums'], '- Y - - - - Y'),
  row('delete', ['image.delete'], 'y Y Y Y Y Y Y', 'package.delete'),
  row('delete the file too', ['image.delete-file'], 'Y - - - - - -'),
  row('download', ['image.download'], 'y - - Y - Y Y'),
  row('download from the middle', ['image.download-range'], 'y - - Y - - Y'),
  row('size known before a download', ['image.size'], 'Y Y Y y - x Y'),
  row('checksum', ['image.checksum'], 'y Y - - - y Y'),
  row('list members', ['member.list'], 'Y - - y - - Y'),
  row('add a member', ['member.add'], 'Y - - y - - Y'),
  row('remove a member', ['member.remove'], 'Y - - y - - Y'),
  row('replace all members', ['member.replace'], 'Y - - - - - C'),
  row('accept or reject a share', ['member.accept'], '- - - y - - Y'),
  row('whether a member may share on', ['members.can-share'], 'Y - - - - - -'),
  row('images shared with me', ['member.shared'], 'y C - C - - Y'),
  row('images shared by me', [], 'x - - x - - x'),
  row('list properties', ['image.properties'], 'Y y Y - Y Y Y', 'package.metadata'),
  row('set a property', ['property.set'], 'Y ? Y - Y Y Y', 'package.metadata'),
  row('delete a property', ['property.unset'], 'y ? Y - Y Y Y', 'package.metadata'),
  row('replace all properties', ['property.unset'], 'C ? C - C C C', 'package.metadata'),
  row('nested property values', ['property.nested'], '- - - - Y Y -', 'package.metadata'),
  row('tags', ['image.tags', 'shown.tags'], '- y - - - - Y'),
  row('protection', ['image.protect', 'shown.protected'], '- y - - - - Y'),
  row('visibility', ['image.visibility', 'shown.visibility'], 'Y y - y - x Y'),
  row('hidden images', ['image.hide'], '- - - - - - Y'),
  row('deactivate, reactivate', ['image.deactivate'], '- - - - - - Y'),
  row('import methods told by the service', ['import.methods'], '- - - - - - Y'),
  row('several stores', ['store.list'], '- - - - - - Y'),
  row('copy to another store', ['store.copy'], '- - - - - - Y'),
  row('remove from a store', ['store.delete'], '- - - - - - Y'),
  row('tasks', ['image.tasks'], '- - - - - - Y'),
  row('property definitions', ['definition.list'], '- - - - - - Y'),
  row('progress inside the service', ['image.progress', 'image.import'], 'y y - Y - Y Y'),
  row('quota and usage', ['usage.show'], '- - - - - - y'),
  row('edit the networks of an image', [], '- - - - - x -'),
  row('requests on a condition (ETag)', [], '- ? - x x x -'),
  row('create a package', ['package.create'], '- - - - Y - -', 'package.create'),
  row('delete a package', ['package.delete'], '- - - - Y - -', 'package.delete'),
  row('package requirements', ['package.create'], '- - - - Y - -', 'package.create'),
];
