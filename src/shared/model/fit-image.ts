import type { Capabilities, Operation } from './capabilities.ts';
import type { NewImage } from './image.ts';
import type { JsonValue } from './json.ts';
import type { ImageDifference } from './transfer.ts';

/** A property that keeps the disk format of an image on a service that has no name for it. */
export const DISK_FORMAT_PROPERTY = 'argosy_disk_format';

/** An image as a service can take it, and what had to be changed for that. */
export interface FittedImage {
  readonly image: NewImage;
  readonly differences: readonly ImageDifference[];
}

/** Fields of a new image that some services lack, with the operation that says so. */
const OPTIONAL_FIELDS: readonly (readonly [keyof NewImage, Operation])[] = [
  ['minDiskGb', 'image.minimums'],
  ['minRamMb', 'image.minimums'],
  ['protected', 'image.protect'],
  ['hidden', 'image.hide'],
  ['tags', 'image.tags'],
  ['visibility', 'image.visibility'],
  ['properties', 'property.set'],
];

/**
 * Makes a new image one that the service can take: formats in the service's own names, a name that it allows,
 * and without the fields that it lacks. Every change is told, with its reason; what fits is not touched.
 */
export function fitImage(wanted: NewImage, capabilities: Capabilities): FittedImage {
  const differences: ImageDifference[] = [];
  const tell = (field: string, before: JsonValue, after: JsonValue, reason: string): void =>
    void differences.push({ field, before, after, reason });
  let image: NewImage = { ...wanted };

  const named = fitName(wanted.name, capabilities);
  if (named !== wanted.name) {
    tell('name', wanted.name, named, 'The service allows other characters or fewer of them in names.');
    image = { ...image, name: named };
  }
  for (const [field, operation] of OPTIONAL_FIELDS) {
    const ability = capabilities.operations[operation];
    const value = wanted[field] as JsonValue | undefined;
    if (value === undefined || ability.supported) continue;
    if (!isEmpty(value)) tell(field, value, null, ability.reason);
    const { [field]: _left, ...rest } = image;
    image = rest as NewImage;
  }
  if (image.visibility !== undefined && !capabilities.visibilities.includes(image.visibility)) {
    tell(
      'visibility',
      image.visibility,
      null,
      `The service knows only ${capabilities.visibilities.join(', ')}.`,
    );
    const { visibility: _left, ...rest } = image;
    image = rest;
  }
  return fitFormats(image, capabilities, differences);
}

function fitFormats(
  image: NewImage,
  capabilities: Capabilities,
  told: readonly ImageDifference[],
): FittedImage {
  const { diskFormats, containerFormats, formatNames, operations } = capabilities;
  const differences = [...told];
  let fitted = image;
  const kept = image.properties?.[DISK_FORMAT_PROPERTY];
  if (typeof kept === 'string' && diskFormats.includes(kept)) {
    const { [DISK_FORMAT_PROPERTY]: _kept, ...properties } = image.properties ?? {};
    differences.push({
      field: 'diskFormat',
      before: image.diskFormat,
      after: kept,
      reason: 'It is what the image was before it was copied to a service without a name for it.',
    });
    return { image: { ...image, diskFormat: kept, properties }, differences };
  }
  if (diskFormats.length > 0 && !diskFormats.includes(image.diskFormat)) {
    const own = formatNames[image.diskFormat] ?? commonName(image.diskFormat, capabilities);
    const diskFormat = own ?? diskFormats[0] ?? image.diskFormat;
    const exact = own !== undefined;
    const reason = exact
      ? `The service calls ${image.diskFormat} ${diskFormat}.`
      : `The service has no ${image.diskFormat}: its machines cannot boot from it before it is converted.`;
    differences.push({ field: 'diskFormat', before: image.diskFormat, after: diskFormat, reason });
    fitted = { ...fitted, diskFormat };
    if (!exact && operations['property.set'].supported) {
      const properties = { ...fitted.properties, [DISK_FORMAT_PROPERTY]: image.diskFormat };
      fitted = { ...fitted, properties };
    }
  }
  if (containerFormats.length > 0 && !containerFormats.includes(image.containerFormat)) {
    const containerFormat = containerFormats.includes('bare') ? 'bare' : (containerFormats[0] ?? 'bare');
    differences.push({
      field: 'containerFormat',
      before: image.containerFormat,
      after: containerFormat,
      reason: `The service has no container format ${image.containerFormat}.`,
    });
    fitted = { ...fitted, containerFormat };
  }
  return { image: fitted, differences };
}

/** The common name that a service's own word stands for, if the target knows that one. */
function commonName(word: string, { diskFormats }: Capabilities): string | undefined {
  const common = OWN_WORDS[word];
  return common !== undefined && diskFormats.includes(common) ? common : undefined;
}

/** Words for formats that only one service uses (plankton.md §3). */
const OWN_WORDS: Readonly<Record<string, string>> = { diskdump: 'raw', extdump: 'raw', ntfsdump: 'raw' };

function fitName(name: string, { namePattern, limits }: Capabilities): string {
  const short = limits.nameLength === null ? name : name.slice(0, limits.nameLength);
  if (namePattern === null || new RegExp(namePattern).test(short)) return short;
  const safe = short.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return safe === '' ? 'image' : safe;
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
