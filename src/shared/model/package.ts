import type { JsonValue } from './json.ts';

export const PACKAGE_COMPRESSIONS = [
  'on',
  'off',
  'lz4',
  'lzjb',
  'zle',
  'gzip',
  ...(['gzip-1', 'gzip-2', 'gzip-3', 'gzip-4', 'gzip-5', 'gzip-6', 'gzip-7', 'gzip-8', 'gzip-9'] as const),
] as const;
export type PackageCompression = (typeof PACKAGE_COMPRESSIONS)[number];

/** Erlang's spelling: `=<` is at most (fifo.md §4). */
export const REQUIREMENT_CONDITIONS = [
  ...(['>=', '>', '=<', '<', '=:=', '=/='] as const),
  ...(['subset', 'superset', 'disjoint', 'element', 'allowed'] as const),
] as const;
export type RequirementCondition = (typeof REQUIREMENT_CONDITIONS)[number];

/** Where a machine of a package may run, or rather runs (fifo.md §4, "Requirement rules"). */
export type PackageRequirement =
  | {
      readonly weight: 'must' | 'cant' | number;
      readonly attribute: string;
      readonly condition: RequirementCondition;
      readonly value: string | number | readonly (string | number)[];
    }
  | { readonly weight: 'scale'; readonly attribute: string; readonly low: number; readonly high: number }
  | { readonly weight: 'random'; readonly low: number; readonly high: number };

/** A sizing profile of Project-FiFo. What the service does not say is `null`. */
export interface Package {
  /** Name of the connection that it was read from. */
  readonly connection: string;
  readonly id: string;
  readonly name: string;
  readonly ramMb: number | null;
  readonly quotaGb: number | null;
  /** Percent of one core: 100 is a whole one. */
  readonly cpuCap: number | null;
  readonly cpuShares: number | null;
  readonly maxSwapMb: number | null;
  /** Bytes. */
  readonly blockSize: number | null;
  readonly compression: string | null;
  readonly zfsIoPriority: number | null;
  /** As the service gives them: newer servers may know more kinds than `PackageRequirement`. */
  readonly requirements: readonly JsonValue[];
  readonly metadata: Readonly<Record<string, JsonValue>>;
}

/** A package with the service's own document. */
export interface PackageDocument {
  readonly package: Package;
  readonly raw: JsonValue;
}

/** What a new package shall be. All numbers are whole and above 0. */
export interface NewPackage {
  readonly name: string;
  readonly ramMb: number;
  readonly quotaGb: number;
  readonly cpuCap?: number | undefined;
  readonly maxSwapMb?: number | undefined;
  readonly blockSize?: number | undefined;
  readonly compression?: PackageCompression | undefined;
  readonly zfsIoPriority?: number | undefined;
  readonly requirements?: readonly PackageRequirement[] | undefined;
}

/** A copy of a package that was made in another FiFo, and has not all of its metadata yet. */
export interface UnfinishedCopy {
  /** Where the package that is copied is, its id, and its name when the copy began. */
  readonly from: string;
  readonly id: string;
  readonly name: string;
  /** Where the copy is, its id and its name. */
  readonly to: string;
  readonly madeId: string;
  readonly madeName: string;
  /** ISO 8601. */
  readonly begunAt: string;
}
