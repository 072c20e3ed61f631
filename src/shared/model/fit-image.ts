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
  // First, since a property that the service cannot keep may still say what the image is.
  let image = fitContainer(fitDisk(wanted, capabilities, differences), capabilities, differences);

  const named = fitName(image.name, capabilities);
  if (named !== image.name) {
    tell('name', image.name, named, 'The service allows other characters or fewer of them in names.');
    image = { ...image, name: named };
  }
  for (const [field, operation] of OPTIONAL_FIELDS) {
    const ability = capabilities.operations[operation];
    const value = image[field] as JsonValue | undefined;
    if (value === undefined || ability.supported) continue;
    if (!isEmpty(value)) tell(field, value, null, ability.reason);
    const { [field]: _left, ...rest } = image;
    image = rest as NewImage;
  }
  if (image.visibility !== undefined && !capabilities.visibilities.includes(image.visibility)) {
    const reason = `The service knows only ${capabilities.visibilities.join(', ')}.`;
    tell('visibility', image.visibility, null, reason);
    const { visibility: _left, ...rest } = image;
    image = rest;
  }
  return { image, differences };
}

function fitDisk(image: NewImage, capabilities: Capabilities, told: ImageDifference[]): NewImage {
  const { diskFormats, formatNames, operations } = capabilities;
  const before = image.diskFormat;
  const kept = image.properties?.[DISK_FORMAT_PROPERTY];
  if (typeof kept === 'string' && diskFormats.includes(kept)) {
    const { [DISK_FORMAT_PROPERTY]: _kept, ...properties } = image.properties ?? {};
    const reason = 'It is what the image was before it was copied to a service without a name for it.';
    if (kept !== before) told.push({ field: 'diskFormat', before, after: kept, reason });
    return { ...image, diskFormat: kept, properties };
  }
  if (diskFormats.length === 0) return withoutFormat(image, operations['property.set'].supported, told);
  if (diskFormats.includes(before)) return image;
  const own = formatNames[before] ?? commonName(before, capabilities);
  if (own !== undefined) {
    told.push({ field: 'diskFormat', before, after: own, reason: `The service calls ${before} ${own}.` });
    return { ...image, diskFormat: own };
  }
  const diskFormat = diskFormats[0] ?? before;
  const reason = `The service has no ${before}: its machines cannot boot from it before it is converted.`;
  told.push({ field: 'diskFormat', before, after: diskFormat, reason });
  if (!operations['property.set'].supported) return { ...image, diskFormat };
  return { ...image, diskFormat, properties: { ...image.properties, [DISK_FORMAT_PROPERTY]: before } };
}

/** A service without formats: what is not the plain bytes of a disk is kept as a property. */
function withoutFormat(image: NewImage, takesProperties: boolean, told: ImageDifference[]): NewImage {
  const { diskFormat, properties } = image;
  if (diskFormat === 'raw' || !takesProperties || properties?.[DISK_FORMAT_PROPERTY] !== undefined) {
    return image;
  }
  const reason = `The service knows no disk formats; it is kept as the property ${DISK_FORMAT_PROPERTY}.`;
  told.push({ field: 'diskFormat', before: diskFormat, after: null, reason });
  return { ...image, properties: { ...properties, [DISK_FORMAT_PROPERTY]: diskFormat } };
}

function fitContainer(
  image: NewImage,
  { containerFormats }: Capabilities,
  told: ImageDifference[],
): NewImage {
  const before = image.containerFormat;
  if (containerFormats.length === 0 || containerFormats.includes(before)) return image;
  const after = containerFormats.includes('bare') ? 'bare' : (containerFormats[0] ?? 'bare');
  const reason = `The service has no container format ${before}.`;
  told.push({ field: 'containerFormat', before, after, reason });
  return { ...image, containerFormat: after };
}

/** Does the service mean by `word` what is called `format` elsewhere? */
export function isSameFormat(format: string, word: string, capabilities: Capabilities): boolean {
  return (
    word === format || capabilities.formatNames[format] === word || commonName(format, capabilities) === word
  );
}

/** The common name of what a service has a word of its own for. */
export function commonFormat(word: string): string {
  return OWN_WORDS.get(word) ?? word;
}

/** The common name that a service's own word stands for, if the target knows that one. */
function commonName(word: string, { diskFormats }: Capabilities): string | undefined {
  const common = commonFormat(word);
  return common !== word && diskFormats.includes(common) ? common : undefined;
}

/** Words for formats that only one service uses (plankton.md §3). */
const OWN_WORDS: ReadonlyMap<string, string> = new Map([
  ['diskdump', 'raw'],
  ['extdump', 'raw'],
  ['ntfsdump', 'raw'],
]);

function fitName(name: string, { namePattern, limits }: Capabilities): string {
  const short = limits.nameLength === null ? name : [...name].slice(0, limits.nameLength).join('');
  if (namePattern === null || new RegExp(namePattern).test(short)) return short;
  const safe = short.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return safe === '' ? 'image' : safe;
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
