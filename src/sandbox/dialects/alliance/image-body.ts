import type { Exchange } from '../../http/exchange.ts';
import type { ImageChanges } from '../../store/image.ts';
import { attributeChange, isReserved, readOnlyKeys } from '../glance/attributes.ts';
import { checkImageSchema } from '../glance/schema-check.ts';
import { AllianceFault } from './faults.ts';

/** What a create or update asks for. */
export interface ImageBody {
  readonly changes: ImageChanges;
  /** Free properties, to be added to those there are. */
  readonly properties: ReadonlyMap<string, string>;
  readonly copyFrom: string | undefined;
}

/** The documented attributes, and two that the clouds behind the gateway take beside them. */
const attributes = [
  'name',
  'disk_format',
  'container_format',
  'min_ram',
  'min_disk',
  'protected',
  'visibility',
] as const;

/**
 * The `{"image": {...}}` of a request (alliance.md §3.3, §3.4).
 * @throws AllianceFault 400 or 403; GlanceFault 400 or 403 in the cloud's words
 */
export async function readImageBody(exchange: Exchange): Promise<ImageBody> {
  const { copy_from: copyFrom, ...fields } = imageObject(await exchange.body());
  if (copyFrom !== undefined && (typeof copyFrom !== 'string' || !/^https?:\/\/[^/]/i.test(copyFrom)))
    throw new AllianceFault(400, 'copy_from must be an http address');
  checkImageSchema(fields);
  let changes: ImageChanges = {};
  const properties = new Map<string, string>();
  for (const [key, value] of Object.entries(fields)) {
    const attribute = attributes.find((known) => known === key);
    if (attribute !== undefined)
      changes = { ...changes, ...attributeChange(attribute, value, { isAdmin: false }) };
    else if (readOnlyKeys.includes(key) || isReserved(key) || otherAttributes.includes(key))
      throw new AllianceFault(403, `Attribute '${key}' cannot be set here.`);
    else if (key.length > 255) throw new AllianceFault(400, 'A property name has 255 characters at most.');
    else properties.set(key, String(value));
  }
  return { changes, properties, copyFrom };
}

const otherAttributes: readonly string[] = ['owner', 'tags', 'locations', 'os_hidden', 'stores'];

function imageObject(bytes: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new AllianceFault(400, 'The request body is not JSON.');
  }
  const image = isObject(value) && Object.hasOwn(value, 'image') ? value['image'] : undefined;
  if (!isObject(image)) throw new AllianceFault(400, `The request body has no object 'image'.`);
  return image;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
