import type { Capabilities } from './capabilities.ts';
import { commonFormat, DISK_FORMAT_PROPERTY, type FittedImage, fitImage, isSameFormat } from './fit-image.ts';
import type { Image, NewImage } from './image.ts';
import { DETECTED_FORMATS } from './inspection.ts';
import type { JsonValue } from './json.ts';
import type { ImageDifference } from './transfer.ts';

export interface CopiedImage extends FittedImage {
  /** What the bytes really are, if the target has no word for it and would take them for something else. */
  readonly mistakenFor: { readonly real: string; readonly word: string } | null;
}

/** Properties that are about the one image in the one cloud, and wrong or refused with any other. */
const NOT_COPIED: readonly (readonly [RegExp, string])[] = [
  [/^os_glance_/, 'The service keeps it itself.'],
  [/^(checksum|os_hash_\w+|direct_url|locations?|stores?|file|schema|self)$/, 'The service keeps it itself.'],
  [/^owner_specified\./, 'It is what a tool noted about the image in the other cloud.'],
  [/^(img_signature.*|signature_verified)$/, 'The signature is by a certificate that the other cloud keeps.'],
  [/^cinder_encryption_key_/, 'It names a key of the other cloud; the bytes stay encrypted with it.'],
  [/^(kernel_id|ramdisk_id|base_image_ref)$/, 'It names an image of the other cloud.'],
  [
    /^(instance_uuid|user_id|owner_id|owner_user_name|owner_project_name|image_location|image_state|boot_roles|block_device_mapping|bdm_v2)$/,
    'It names something of the other cloud.',
  ],
];

/**
 * What a copy of an image would be on another service: what the image says of itself, in the target's words.
 * What belongs to the source cloud (its keys, its members, its protection) is left behind, and told.
 */
export function copiedImage(
  image: Image,
  source: Capabilities,
  target: Capabilities,
  name?: string,
): CopiedImage {
  const differences: ImageDifference[] = [];
  const known = formatOf(image, source, target);
  if (known === undefined) {
    const reason = 'The source does not say what its bytes are; raw is the usual.';
    differences.push({ field: 'diskFormat', before: null, after: 'raw', reason });
  }
  const wanted: NewImage = {
    name: name ?? image.name ?? image.id,
    diskFormat: known ?? 'raw',
    containerFormat: image.containerFormat ?? 'bare',
    ...(image.minDiskGb ? { minDiskGb: image.minDiskGb } : {}),
    ...(image.minRamMb ? { minRamMb: image.minRamMb } : {}),
    ...visibilityOf(image, differences),
    ...tagsOf(image, target, differences),
    ...propertiesOf(image, target, differences),
  };
  tellFlags(image, differences);
  const fitted = fitImage(wanted, target);
  return {
    image: fitted.image,
    differences: [...differences, ...fitted.differences],
    mistakenFor: mistake(image, known, fitted.image.diskFormat, target),
  };
}

/** Words for something else than a format (Plankton's dumps of disks and file systems) hold any bytes. */
function mistake(
  { properties }: Image,
  known: string | undefined,
  word: string,
  target: Capabilities,
): CopiedImage['mistakenFor'] {
  const noted = properties[DISK_FORMAT_PROPERTY];
  const real = typeof noted === 'string' ? noted : known;
  if (real === undefined || target.diskFormats.length === 0) return null;
  if (isSameFormat(real, word, target) || !DETECTED_FORMATS.some((format) => format === word)) return null;
  return { real, word };
}

/**
 * What the image says that it is, in words that the target may know; or what all images of its service are.
 * Between two services of one kind their own word stays.
 */
function formatOf(
  { diskFormat, properties }: Image,
  { diskFormats }: Capabilities,
  target: Capabilities,
): string | undefined {
  if (diskFormat !== null && target.diskFormats.includes(diskFormat)) return diskFormat;
  const noted = properties[DISK_FORMAT_PROPERTY];
  if (typeof noted === 'string' && noted !== '') return noted;
  if (diskFormat !== null) return target.diskFormats.length === 0 ? commonFormat(diskFormat) : diskFormat;
  return diskFormats.length === 1 ? diskFormats[0] : undefined;
}

function visibilityOf({ visibility }: Image, told: ImageDifference[]): Pick<NewImage, 'visibility'> {
  if (visibility === null) return {};
  if (visibility === 'private' || visibility === 'shared') return { visibility };
  const reason = 'Who sees the copy is for you to decide there.';
  told.push({ field: 'visibility', before: visibility, after: null, reason });
  return {};
}

/** Set anew by hand where wanted: a copy that turns out wrong can be removed until then. */
function tellFlags(image: Image, told: ImageDifference[]): void {
  if (image.protected) {
    const reason = 'A copy begins unprotected, so that it can be removed.';
    told.push({ field: 'protected', before: true, after: false, reason });
  }
  if (image.hidden) {
    told.push({ field: 'hidden', before: true, after: false, reason: 'A copy is shown in lists at first.' });
  }
}

function tagsOf({ tags }: Image, target: Capabilities, told: ImageDifference[]): Pick<NewImage, 'tags'> {
  if (tags.length === 0) return {};
  const { tagLength, tags: most } = target.limits;
  const short = tags.filter((tag) => tagLength === null || [...tag].length <= tagLength);
  const kept = short.slice(0, most ?? short.length);
  for (const tag of tags.filter((tag) => !kept.includes(tag))) {
    const reason = short.includes(tag)
      ? `The service takes ${most} tags.`
      : `The service takes tags of at most ${tagLength} characters.`;
    told.push({ field: `tag ${tag}`, before: tag, after: null, reason });
  }
  return { tags: kept };
}

function propertiesOf(
  image: Image,
  target: Capabilities,
  told: ImageDifference[],
): Pick<NewImage, 'properties'> {
  const kept: [string, JsonValue][] = [];
  for (const [key, before] of Object.entries(image.properties)) {
    const field = `property ${key}`;
    const leaveOut = (reason: string): void => void told.push({ field, before, after: null, reason });
    const own = NOT_COPIED.find(([pattern]) => pattern.test(key));
    if (own !== undefined) {
      leaveOut(own[1]);
      continue;
    }
    const value = target.operations['property.nested'].supported ? before : textOf(before);
    const reason = tooLong(key, value, target);
    if (reason !== undefined) leaveOut(reason);
    else {
      if (value !== before) {
        told.push({ field, before, after: value, reason: 'The properties of the service are text.' });
      }
      kept.push([key, value]);
    }
  }
  return kept.length === 0 ? {} : { properties: Object.fromEntries(kept) };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function tooLong(key: string, value: JsonValue, { limits }: Capabilities): string | undefined {
  const { propertyKeyLength, propertyValueLength } = limits;
  if (propertyKeyLength !== null && key.length > propertyKeyLength) {
    return `The service takes names of at most ${propertyKeyLength} characters.`;
  }
  if (propertyValueLength !== null && textOf(value).length > propertyValueLength) {
    return `The service takes values of at most ${propertyValueLength} characters.`;
  }
  return undefined;
}
