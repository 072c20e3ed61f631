import { hash } from 'node:crypto';
import type { Image, ImageDocument, JsonValue } from '#shared/model/index.ts';

/** Columns that only serve sorting, in the order of `SORT_COLUMNS`. */
export const SORT_COLUMNS = [
  'name',
  'status',
  'size_bytes',
  'visibility',
  'updated_at',
  'created_at',
  'disk_format',
  'owner',
  'min_disk_gb',
  'min_ram_mb',
  'virtual_size_bytes',
] as const;

/** One image as the database keeps it. */
export interface CatalogRow {
  readonly connection: string;
  readonly id: string;
  readonly columns: readonly (string | number | null)[];
  /** Differs when anything in the service's document or the revision differs. */
  readonly digest: string;
  readonly image: string;
  readonly raw: string;
  readonly text: string;
}

export function toRow(connection: string, document: ImageDocument): CatalogRow {
  const { image, raw } = document;
  const rawText = JSON.stringify(raw);
  return {
    connection,
    id: image.id,
    columns: [
      sortText(image.name),
      image.status,
      image.sizeBytes,
      image.visibility,
      image.updatedAt,
      image.createdAt,
      sortText(image.diskFormat),
      sortText(image.owner),
      image.minDiskGb,
      image.minRamMb,
      image.virtualSizeBytes,
    ],
    digest: hash('sha256', `${image.revision}\n${rawText}`, 'base64'),
    image: JSON.stringify({ ...image, connection }),
    raw: rawText,
    text: searchText(image),
  };
}

/** The words that a search asks for, as they stand in a search text. */
export function searchWords(search: string | undefined): readonly string[] {
  return [...new Set(fold(search ?? '').split(' '))].filter((word) => word !== '');
}

function searchText(image: Image): string {
  const parts: unknown[] = [image.name, image.id, image.owner, image.diskFormat, image.containerFormat];
  parts.push(image.status, image.serviceStatus, image.visibility, image.checksum?.value, ...image.tags);
  for (const [key, value] of Object.entries(image.properties)) parts.push(key, textOf(value));
  return fold(parts.filter((part) => typeof part === 'string').join(' '));
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Case and composed accents do not matter; everything that is no visible character is a gap. */
function fold(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ');
}

function sortText(value: string | null): string | null {
  return value === null ? null : value.normalize('NFC').toLowerCase();
}
