import { AppError } from '#shared/errors/index.ts';
import {
  type Capabilities,
  DETECTED_FORMATS,
  fitImage,
  type ImageDifference,
  isSameFormat,
  type NewImage,
  type Operation,
} from '#shared/model/index.ts';
import { refuseLacking } from './offered.ts';
import { type Output, printable } from './output.ts';

/** What was found out about an image that nobody named: from a file, an address, another cloud. */
export type FoundFields = Pick<NewImage, 'name' | 'diskFormat' | 'containerFormat'> &
  Pick<Partial<NewImage>, 'minDiskGb'>;

/** Fields that a person can name, with the operation that says whether a service has them. */
const OPERATION_OF_FIELD: readonly (readonly [keyof NewImage, Operation])[] = [
  ['visibility', 'image.visibility'],
  ['minDiskGb', 'image.minimums'],
  ['minRamMb', 'image.minimums'],
  ['tags', 'image.tags'],
  ['properties', 'property.set'],
  ['store', 'store.list'],
];

/** The operations that the named fields ask for. */
export function namedOperations(named: Partial<NewImage>): readonly Operation[] {
  return OPERATION_OF_FIELD.filter(([field]) => named[field] !== undefined).map(([, operation]) => operation);
}

/**
 * An image that the service can take. What was only found out is fitted to the service, and said; what a
 * person named is sent as named, and refused where the service lacks it (`UNSUPPORTED`, for a name
 * `INVALID`), before any request that changes anything.
 */
export function fitNamed(
  named: Partial<NewImage>,
  found: FoundFields,
  capabilities: Capabilities,
  { operation, output }: { readonly operation: string; readonly output: Output },
): NewImage {
  refuseLacking(capabilities, namedOperations(named), operation);
  const { image, differences } = fitImage({ ...found, ...named }, capabilities);
  for (const difference of differences) {
    refuseNamed(named, difference, capabilities, operation);
    refuseWrongContent(difference, capabilities, operation);
  }
  sayDifferences(differences, output);
  return image;
}

/** One line for each thing that will not be as it was asked for, or is. */
export function sayDifferences(differences: readonly ImageDifference[], output: Output): void {
  for (const { field, before, after, reason } of differences) {
    const change =
      after === null ? `${shown(before)} is left out` : `${shown(before)} becomes ${shown(after)}`;
    output.say(printable(`note: ${field}: ${change}. ${reason}`));
  }
}

function refuseNamed(
  named: Partial<NewImage>,
  difference: ImageDifference,
  capabilities: Capabilities,
  operation: string,
): void {
  const { field, before, after, reason } = difference;
  if (!Object.hasOwn(named, field) || isFormatKept(difference, capabilities)) return;
  if (field === 'name') {
    const { namePattern, limits } = capabilities;
    const rule =
      namePattern === null ? `at most ${limits.nameLength} characters` : `names like ${namePattern}`;
    throw new AppError('INVALID', `The service takes ${rule}, not ${shown(before)}.`, {
      operation,
      hint: `A name that fits: --name ${shown(after)}.`,
    });
  }
  throw new AppError('UNSUPPORTED', reason, { operation });
}

/**
 * Where a service's words say what the bytes are, other bytes are not sent under one of them. A service whose
 * words say something else (Plankton's dumps of disks and file systems) keeps whatever it gets.
 */
function refuseWrongContent(
  difference: ImageDifference,
  capabilities: Capabilities,
  operation: string,
): void {
  if (difference.field !== 'diskFormat' || isFormatKept(difference, capabilities)) return;
  const { diskFormats } = capabilities;
  const common = diskFormats.filter((word) => DETECTED_FORMATS.some((format) => format === word));
  if (common.length === 0) return;
  const message = `The image is ${shown(difference.before)}; the service takes ${diskFormats.join(', ')}.`;
  throw new AppError('INVALID', message, {
    operation,
    hint: `Convert it first: qemu-img convert -O ${common.includes('qcow2') ? 'qcow2' : common[0]} …`,
  });
}

/** The service has the format under a name of its own, or knows none and has it kept as a property. */
function isFormatKept({ field, before, after }: ImageDifference, capabilities: Capabilities): boolean {
  if (field !== 'diskFormat' || typeof before !== 'string') return false;
  return after === null || (typeof after === 'string' && isSameFormat(before, after, capabilities));
}

function shown(value: ImageDifference['before']): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
