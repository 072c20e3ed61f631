import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Image, ImageDocument } from '#shared/model/index.ts';
import { foldText } from '#shared/search/fold-text.ts';
import { propertyText, searchText } from '#shared/search/search-text.ts';

/** An image as it crosses into the writer: what says whether it changed, and texts that need no reading for that. */
export interface DocumentTexts {
  readonly id: string;
  /** `updatedAt`, for the newest of all. */
  readonly updatedAt: string | null;
  readonly revision: string;
  /** JSON of the `Image`. */
  readonly image: string;
  /** JSON of the service's own document. */
  readonly raw: string;
}

/** What lists are filtered, sorted and grouped by, in the order of `ROW_COLUMNS`. */
export const ROW_COLUMNS = [
  'name',
  'status',
  'service_status',
  'visibility',
  'disk_format',
  'container_format',
  'owner',
  'distribution',
  'hash',
  'size_bytes',
  'virtual_size_bytes',
  'min_disk_gb',
  'min_ram_mb',
  'updated_at',
  'created_at',
  'flags',
] as const;

export type ColumnValue = string | number | null;

/** One image as the database keeps it. */
export interface CatalogRow {
  readonly connection: string;
  readonly id: string;
  readonly columns: readonly ColumnValue[];
  readonly digest: string;
  readonly image: string;
  readonly raw: string;
  readonly crc: number;
  readonly text: string;
}

/** `flags`. */
export const HIDDEN_FLAG = 1;
export const PROTECTED_FLAG = 2;

export function documentTexts(connection: string, { image, raw }: ImageDocument): DocumentTexts {
  const own = image.connection === connection ? image : { ...image, connection };
  const { id, updatedAt, revision } = image;
  return { id, updatedAt, revision, image: JSON.stringify(own), raw: JSON.stringify(raw) };
}

/** Differs when anything in the service's document or the revision differs. */
export function digestOf(revision: string, raw: string): string {
  return hash('sha256', `${revision}\n${raw}`, 'base64');
}

/** CRC-32 of a document as it is stored: `documents.crc`. */
export function documentCrc(image: string, raw: string): number {
  return crc32(raw, crc32(image));
}

/** CRC-32 of the other values of a row of `changes`, `syncs`, `connections` or `kept`, in the order of the table. */
export function rowCrc(values: readonly ColumnValue[]): number {
  return crc32(JSON.stringify(values));
}

/**
 * All that is kept of an image. What is derived from the document (columns, text, digest) is compared with this
 * when a file is looked through: whoever changes it adds a migration that derives it anew.
 */
export function toRow(connection: string, texts: DocumentTexts): CatalogRow {
  const image = JSON.parse(texts.image) as Image;
  return {
    connection,
    id: texts.id,
    columns: columnsOf(image),
    digest: digestOf(texts.revision, texts.raw),
    image: texts.image,
    raw: texts.raw,
    crc: documentCrc(texts.image, texts.raw),
    text: searchText(image),
  };
}

/** Derived from the document alone, so that a damaged column can be told from a sound one. */
export function columnsOf(image: Image): readonly ColumnValue[] {
  const distribution = Object.hasOwn(image.properties, 'os_distro')
    ? image.properties['os_distro']
    : undefined;
  const { checksum } = image;
  return [
    folded(image.name),
    image.status,
    folded(image.serviceStatus),
    image.visibility,
    folded(image.diskFormat),
    folded(image.containerFormat),
    folded(image.owner),
    distribution === undefined ? null : foldText(propertyText(distribution)),
    checksum === null ? null : foldText(`${checksum.algo}:${checksum.value}`),
    image.sizeBytes,
    image.virtualSizeBytes,
    image.minDiskGb,
    image.minRamMb,
    stored(image.updatedAt),
    stored(image.createdAt),
    (image.hidden === true ? HIDDEN_FLAG : 0) + (image.protected === true ? PROTECTED_FLAG : 0),
  ];
}

/** As SQLite stores it. */
function stored(value: string | null): string | null {
  return value === null ? null : value.toWellFormed();
}

function folded(value: string | null): string | null {
  return value === null ? null : foldText(value);
}
