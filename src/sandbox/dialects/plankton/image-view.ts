import type { StoredImage } from '../../store/image.ts';
import type { PithosObject } from '../../store/pithos-rows.ts';
import type { Switches } from '../../switches/switches.ts';
import { uuidOf } from './accounts.ts';
import { quote } from './percent.ts';

/** An object that is an image, with the row that all dialects share. */
export interface PlanktonImage {
  readonly object: PithosObject;
  readonly image: StoredImage;
}

/** `2026-01-02 03:04:05` */
function plainTime(microseconds: number): string {
  return new Date(microseconds / 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function trueStatus({ status }: StoredImage): string {
  if (status === 'active') return 'AVAILABLE';
  return status === 'killed' ? 'ERROR' : 'UNAVAILABLE';
}

/** The status as lists tell it: the one that a client stored, else the true one. */
export function listStatus({ object, image }: PlanktonImage, switches: Switches): string {
  const status = object.imageStatus ?? trueStatus(image);
  return switches.number('plankton-status-era') === 2013 ? status.toLowerCase() : status;
}

const headerStatuses: Readonly<Record<string, string>> = {
  AVAILABLE: 'AVAILABLE',
  UNAVAILABLE: 'SAVING',
  ERROR: 'ERROR',
  DELETED: 'DELETED',
};

function headerStatus({ object, image }: PlanktonImage, switches: Switches): string {
  const status = headerStatuses[(object.imageStatus ?? trueStatus(image)).toUpperCase()] ?? 'UNKNOWN';
  const era = switches.number('plankton-status-era');
  if (era === 2013) return status.toLowerCase();
  return era === 2014 && status === 'AVAILABLE' ? 'ACTIVE' : status;
}

/** `pithos://<account>/<container>/<path>`, each part percent-encoded (plankton.md §3). */
export function locationOf({ account, container, name }: PithosObject): string {
  return `pithos://${uuidOf(account)}/${quote(container)}/${name.split('/').map(quote).join('/')}`;
}

export function summaryView(entry: PlanktonImage, switches: Switches) {
  const { object, image } = entry;
  return {
    id: image.id,
    name: image.name ?? '',
    status: listStatus(entry, switches),
    disk_format: object.diskFormat,
    container_format: image.containerFormat ?? 'bare',
    size: object.sizeBytes,
  };
}

export function detailView(entry: PlanktonImage, switches: Switches) {
  const { object, image } = entry;
  return {
    ...summaryView(entry, switches),
    checksum: object.hash,
    location: locationOf(object),
    created_at: plainTime(object.registeredAt ?? image.createdAt),
    updated_at: plainTime(image.updatedAt),
    deleted_at: '',
    is_public: image.visibility === 'public',
    owner: uuidOf(object.account),
    is_snapshot: false,
    properties: Object.fromEntries(shownProperties(image)),
  };
}

/** All of an image as headers (plankton.md §4); what has no value is empty. */
export function imageHeaders(entry: PlanktonImage, switches: Switches): Record<string, string> {
  const { properties: _properties, ...fields } = detailView(entry, switches);
  const headers: Record<string, string> = {};
  for (const [field, value] of Object.entries({ ...fields, description: '' })) {
    headers[`x-image-meta-${field.replaceAll('_', '-')}`] = headerValue(value);
  }
  headers['x-image-meta-name'] = quote(fields.name);
  headers['x-image-meta-status'] = headerStatus(entry, switches);
  for (const [key, value] of shownProperties(entry.image)) {
    headers[`x-image-meta-property-${quote(key.replaceAll('_', '-'))}`] = quote(value);
  }
  return headers;
}

/** Booleans as Python writes them. */
function headerValue(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

/** Without what another service keeps for itself. */
function shownProperties(image: StoredImage): readonly (readonly [string, string])[] {
  return [...image.properties].filter(([key]) => !key.startsWith('os_glance_'));
}
