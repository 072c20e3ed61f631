import type { Image } from '#shared/model/index.ts';
import { formatBytes, formatCount } from '../../../ui/format-bytes.ts';
import { formatAbsolute } from '../../../ui/format-time.ts';
import { statusWord } from '../../../ui/status-words.ts';
import { COLUMN_FACTS, type ColumnKey } from '../column-layout.ts';
import { distributionOf } from '../image-words.ts';
import { visibilityWord } from '../visibility-word.ts';

/** What a program reads from a column: bytes, ISO times, the service's own words. */
const RAW: Readonly<Record<ColumnKey, (image: Image) => string | number | boolean | null>> = {
  name: (image) => image.name,
  connection: (image) => image.connection,
  status: (image) => image.serviceStatus ?? image.status,
  sizeBytes: (image) => image.sizeBytes,
  visibility: (image) => image.visibility,
  updatedAt: (image) => image.updatedAt,
  diskFormat: (image) => image.diskFormat,
  minDiskGb: (image) => image.minDiskGb,
  minRamMb: (image) => image.minRamMb,
  virtualSizeBytes: (image) => image.virtualSizeBytes,
  owner: (image) => image.owner,
  createdAt: (image) => image.createdAt,
  id: (image) => image.id,
  containerFormat: (image) => image.containerFormat,
  distribution: distributionOf,
  tags: (image) => image.tags.join(' '),
  protected: (image) => image.protected,
  hash: (image) => (image.checksum === null ? null : `${image.checksum.algo}:${image.checksum.value}`),
};

/** The heads of RAW columns, in the words of the JSON form. */
const RAW_HEADS: Readonly<Partial<Record<ColumnKey, string>>> = { connection: 'cloud', hash: 'checksum' };

/** What a person reads in a column, where it differs from the raw value. */
const READ: Readonly<Partial<Record<ColumnKey, (image: Image) => string>>> = {
  status: statusWord,
  sizeBytes: (image) => formatBytes(image.sizeBytes),
  virtualSizeBytes: (image) => formatBytes(image.virtualSizeBytes),
  visibility: visibilityWord,
  updatedAt: (image) => (image.updatedAt === null ? '–' : formatAbsolute(image.updatedAt)),
  createdAt: (image) => (image.createdAt === null ? '–' : formatAbsolute(image.createdAt)),
  minDiskGb: (image) => quantity(image.minDiskGb, 'GiB'),
  minRamMb: (image) => quantity(image.minRamMb, 'MiB'),
  tags: (image) => (image.tags.length === 0 ? '–' : image.tags.join(', ')),
  protected: (image) => (image.protected === null ? '–' : image.protected ? 'Yes' : 'No'),
};

/** A head and a row for each image: values for a program. Cloud and id are always among them. */
export function rawTable(
  images: readonly Image[],
  columns: readonly ColumnKey[],
): readonly (readonly string[])[] {
  const keys = [...columns];
  for (const key of ['connection', 'id'] as const) if (!keys.includes(key)) keys.push(key);
  const head = keys.map((key) => RAW_HEADS[key] ?? key);
  return [head, ...images.map((image) => keys.map((key) => String(RAW[key](image) ?? '')))];
}

/** A head and a row for each image: as a person reads them in the list. */
export function readTable(
  images: readonly Image[],
  columns: readonly ColumnKey[],
): readonly (readonly string[])[] {
  const head = columns.map((key) => COLUMN_FACTS[key].label);
  const cell = (image: Image, key: ColumnKey): string => {
    const read = READ[key];
    if (read !== undefined) return read(image);
    const value = RAW[key](image);
    return value === null || value === '' ? '–' : String(value);
  };
  return [head, ...images.map((image) => columns.map((key) => cell(image, key)))];
}

function quantity(value: number | null, unit: string): string {
  return value === null ? '–' : `${formatCount(value)} ${unit}`;
}
