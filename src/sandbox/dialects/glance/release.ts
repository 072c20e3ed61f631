import type { Visibility } from '../../store/image.ts';
import type { Switches } from '../../switches/switches.ts';
import { fault } from './faults.ts';
import { imageProperties, type PropertySchema } from './schemas.ts';

/** Whether the service is older than version 2.`minor` (glance-v2.md §2 tells what came with which). */
export function lacks(switches: Switches, minor: number): boolean {
  return (switches.number('glance-max-minor') ?? 0) < minor;
}

/** Calls that came later than the service itself, by the segments after `/v2`. */
const routes: readonly (readonly [pattern: RegExp, since: number])[] = [
  [/^metadefs\//, 2],
  [/^images\/[^/]+\/actions\//, 3],
  [/^images\/[^/]+\/(stage|import)$/, 6],
  [/^info\/import$/, 6],
  [/^info\/stores/, 8],
  [/^stores\//, 10],
  [/^images\/[^/]+\/tasks$/, 12],
  [/^info\/usage$/, 13],
];

export function hasRoute([, ...segments]: readonly string[], switches: Switches): boolean {
  const path = segments.map((segment) => segment.replaceAll('/', '_')).join('/');
  if (switches.flag('no-metadefs') && path.startsWith('metadefs/')) return false;
  return routes.every(([pattern, since]) => !pattern.test(path) || !lacks(switches, since));
}

/** Before 2.5 there are two visibilities, and private images are those that can have members. */
export function shownVisibility(visibility: Visibility, switches: Switches): string {
  return visibility === 'public' || !lacks(switches, 5) ? visibility : 'private';
}

/**
 * The attributes of a request as they are stored, whatever the service's age.
 * @throws GlanceFault 400 for what the service is too old to know.
 */
export function storedWords(
  values: Readonly<Record<string, unknown>>,
  switches: Switches,
): Readonly<Record<string, unknown>> {
  const { visibility, os_hidden: hidden } = values;
  if (hidden !== undefined && lacks(switches, 7)) {
    throw fault(400, `Provided object does not match schema 'image': ${hidden} is not of type 'string'`);
  }
  if (visibility === undefined || !lacks(switches, 5)) return values;
  if (visibility === 'private') return { ...values, visibility: 'shared' };
  if (visibility === 'public') return values;
  const choices = `['public', 'private']`;
  throw fault(400, `Provided object does not match schema 'image': '${visibility}' is not one of ${choices}`);
}

/** What the service says of the attributes of images. */
export function knownProperties(switches: Switches): Readonly<Record<string, PropertySchema>> {
  const { os_hidden, os_hash_algo, os_hash_value, stores, ...common } = imageProperties;
  const { visibility } = common;
  if (!lacks(switches, 8)) return imageProperties;
  return {
    ...common,
    ...(lacks(switches, 5) && { visibility: { ...visibility, type: 'string', enum: ['public', 'private'] } }),
    ...(os_hidden && os_hash_algo && os_hash_value && !lacks(switches, 7)
      ? { os_hidden, os_hash_algo, os_hash_value }
      : {}),
  };
}
