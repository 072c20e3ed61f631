import { packageRequirement } from '../contract/packages.ts';
import { sameValue } from '../edits/index.ts';
import {
  type JsonValue,
  type NewPackage,
  PACKAGE_COMPRESSIONS,
  type Package,
  type PackageDocument,
  type PackageRequirement,
} from '../model/index.ts';
import { isAddressable, isInexact } from './metadata-value.ts';

/** One key of metadata to be written: one request (fifo.md §4). */
export interface MetadataKey {
  readonly path: readonly string[];
  readonly value: JsonValue;
}

/** How a package becomes one of another FiFo. */
export interface CopiedPackage {
  /** What creates it; `undefined` if it cannot be made. */
  readonly package: NewPackage | undefined;
  /** Its metadata, a top-level key each with all that is in it. */
  readonly metadata: readonly MetadataKey[];
  /** Why it cannot be made. */
  readonly problems: readonly string[];
  /** What the copy will not have, or otherwise, for a person to know before. */
  readonly notes: readonly string[];
}

/**
 * Plans the copy of a package under a name. Rules are never left out: a package without one of its rules would
 * put machines where they must not run.
 */
export function copiedPackage({ package: source, raw }: PackageDocument, name: string): CopiedPackage {
  const problems: string[] = [];
  const requirements = source.requirements.flatMap((rule): readonly PackageRequirement[] => {
    const parsed = packageRequirement.safeParse(rule);
    if (parsed.success) return [parsed.data];
    problems.push(`It has a rule that Argosy cannot send: ${JSON.stringify(rule).slice(0, 200)}`);
    return [];
  });
  const { ramMb, quotaGb } = source;
  if (ramMb === null) problems.push('Its service does not say how much memory it has.');
  if (quotaGb === null) problems.push('Its service does not say how much disk it has.');
  const metadata = Object.entries(source.metadata)
    .filter(([key]) => isAddressable(key))
    .map(([key, value]) => ({ path: [key], value }));
  const notes = notesOf(source, raw);
  if (problems.length > 0 || ramMb === null || quotaGb === null)
    return { package: undefined, metadata, problems, notes };
  const compression = PACKAGE_COMPRESSIONS.find((known) => known === source.compression);
  const wanted: NewPackage = {
    name,
    ramMb,
    quotaGb,
    ...(source.cpuCap === null ? {} : { cpuCap: source.cpuCap }),
    ...(source.maxSwapMb === null ? {} : { maxSwapMb: source.maxSwapMb }),
    ...(source.blockSize === null ? {} : { blockSize: source.blockSize }),
    ...(compression === undefined ? {} : { compression }),
    ...(source.zfsIoPriority === null ? {} : { zfsIoPriority: source.zfsIoPriority }),
    ...(requirements.length === 0 ? {} : { requirements }),
  };
  return { package: wanted, metadata, problems, notes };
}

/** What a package still lacks of the metadata of another: keys that are there with the same value are not sent again. */
export function missingMetadata(
  wanted: readonly MetadataKey[],
  held: Package['metadata'],
): readonly MetadataKey[] {
  return wanted.filter(
    ({ path: [key = ''], value }) => !Object.hasOwn(held, key) || !sameValue(held[key], value),
  );
}

/** Is this package what the plan creates, its metadata left aside? One that was made by halves is not. */
export function isMadeAs(held: Package, wanted: NewPackage): boolean {
  const given = Object.entries({ ...wanted, name: held.name, requirements: wanted.requirements ?? [] });
  return given.every(([key, value]) => sameValue(held[key as keyof NewPackage], value as JsonValue));
}

function notesOf(source: Package, raw: JsonValue): readonly string[] {
  const notes = ['It gets an id of its own.'];
  const left = Object.keys(source.metadata).filter((key) => !isAddressable(key));
  if (left.length > 0)
    notes.push(
      `Keys of its metadata that no service can be told are left out: ${left.map((key) => JSON.stringify(key.slice(0, 80))).join(', ')}.`,
    );
  const inexact = Object.entries(source.metadata).filter(([, value]) => isInexact(value));
  if (inexact.length > 0)
    notes.push(
      `Numbers that are too large to be kept exactly are copied rounded, in ${inexact.map(([key]) => JSON.stringify(key.slice(0, 80))).join(', ')} of its metadata.`,
    );
  // No server takes it when a package is made (fifo.md §4).
  if (source.cpuShares !== null)
    notes.push(`Its CPU shares (${source.cpuShares}) cannot be set in a new package.`);
  if (source.compression !== null && !PACKAGE_COMPRESSIONS.some((known) => known === source.compression))
    notes.push(
      `Its compression "${source.compression}" is none that services take: the copy has their own (off).`,
    );
  for (const [key, words] of [
    ['org_resources', 'organisation resources'],
    ['hv_resources', 'hypervisor resources'],
  ] as const) {
    const held =
      typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, JsonValue>>)[key] : null;
    if (typeof held === 'object' && held !== null && Object.keys(held).length > 0)
      notes.push(`Its ${words} are kept by API 2 and later only, and cannot be set from outside.`);
  }
  return notes;
}
