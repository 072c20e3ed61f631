import type { Image } from '#shared/model/index.ts';
import { named } from '../../../ui/named.ts';
import type { ColumnKey } from '../column-layout.ts';
import { delimitedText } from './delimited-text.ts';
import { rawTable, readTable } from './image-values.ts';
import { markdownTable } from './markdown-table.ts';
import { setCommands, showCommands } from './openstack-commands.ts';

export const COPY_FORMS = [
  'csv',
  'json',
  'markdown',
  'tsv',
  'openstack-show',
  'openstack-set',
  'ids',
  'names',
] as const;
export type CopyForm = (typeof COPY_FORMS)[number];

export const COPY_LABELS: Readonly<Record<CopyForm, string>> = {
  csv: 'CSV',
  json: 'JSON',
  markdown: 'Markdown table',
  tsv: 'Table for a spreadsheet',
  'openstack-show': 'openstack image show',
  'openstack-set': 'openstack image set',
  ids: 'Ids',
  names: 'Names',
};

const WRITERS: Readonly<
  Record<CopyForm, (images: readonly Image[], columns: readonly ColumnKey[]) => string>
> = {
  csv: (images, columns) => `${delimitedText(rawTable(images, columns), ',')}\r\n`,
  json: (images) => JSON.stringify(images.length === 1 ? images[0] : images, undefined, 2),
  markdown: (images, columns) => markdownTable(readTable(images, columns)),
  tsv: (images, columns) => delimitedText(rawTable(images, columns), '\t'),
  'openstack-show': showCommands,
  'openstack-set': setCommands,
  ids: (images) => images.map(({ id }) => id).join('\n'),
  names: (images) => images.map(({ name, id }) => named(name, id)).join('\n'),
};

/**
 * The images in a form to be pasted elsewhere. CSV and the table for a spreadsheet hold values for programs
 * (bytes, ISO times) of the columns on show, always with cloud and id; the Markdown table reads like the list;
 * JSON holds every field.
 */
export function imagesAs(form: CopyForm, images: readonly Image[], columns: readonly ColumnKey[]): string {
  return WRITERS[form](images, columns);
}
