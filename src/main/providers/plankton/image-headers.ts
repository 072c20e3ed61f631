import { decodeText, encodeText, normalKey } from './text-codec.ts';

const PREFIX = 'x-image-meta-';
const PROPERTY_PREFIX = `${PREFIX}property-`;
/** Fields that come percent-encoded, besides properties. The location stays encoded (plankton.md §4). */
const ENCODED_FIELDS = new Set(['name', 'description']);

/** The detail document that headers stand for: as in lists, all values text. */
export function documentOf(headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const properties: Record<string, string> = Object.create(null);
  const document: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(PROPERTY_PREFIX)) {
      const key = decodeText(name.slice(PROPERTY_PREFIX.length)).toLowerCase().replaceAll('-', '_');
      properties[key] = decodeText(value);
    } else if (name.startsWith(PREFIX)) {
      const field = name.slice(PREFIX.length).replaceAll('-', '_');
      document[field] = ENCODED_FIELDS.has(field) ? decodeText(value) : value;
    }
  }
  return { ...document, properties };
}

/** What may be said of an image in headers. Never its size, which is always refused (plankton.md §5). */
export interface ImageFields {
  readonly name?: string | undefined;
  readonly location?: string | undefined;
  readonly diskFormat?: string | undefined;
  readonly containerFormat?: string | undefined;
  readonly isPublic?: boolean | undefined;
  /** An empty value removes a property. Names are made normal here. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
}

/** Headers of a request. What is not named is not sent. The location is encoded already. */
export function headersOf(fields: ImageFields): Record<string, string> {
  const { name, location, diskFormat, containerFormat, isPublic, properties = {} } = fields;
  const headers: Record<string, string> = Object.create(null);
  const put = (field: string, value: string | undefined): void => {
    if (value !== undefined) headers[`X-Image-Meta-${field}`] = value;
  };
  put('Name', name === undefined ? undefined : encodeText(name));
  put('Location', location);
  put('Disk-Format', diskFormat);
  put('Container-Format', containerFormat);
  put('Is-Public', isPublic === undefined ? undefined : String(isPublic));
  for (const [key, value] of Object.entries(properties)) {
    // Underscores in names are dropped by common front ends; the service reads a dash as one.
    put(`Property-${encodeText(normalKey(key)).replaceAll('_', '-')}`, encodeText(value));
  }
  return headers;
}
