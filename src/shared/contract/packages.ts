import { z } from 'zod';
import {
  type JsonValue,
  PACKAGE_COMPRESSIONS,
  type Package,
  type PackageDocument,
  REQUIREMENT_CONDITIONS,
  type RequestPreview,
  type UnfinishedCopy,
} from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

const id = z.string().min(1).max(255);
const whole = z.number().int().min(1).max(2_147_483_647);
const attribute = z.string().trim().min(1).max(255);
const operand = z.union([z.string().max(1024), z.number()]);

/** The rules of fifo.md §4, so that a server that crashes over a wrong one is never asked. */
export const packageRequirement = z.union([
  z
    .object({
      weight: z.union([z.enum(['must', 'cant']), z.number().int()]).default('must'),
      attribute,
      condition: z.enum(REQUIREMENT_CONDITIONS),
      value: z.union([operand, z.array(operand).max(256)]),
    })
    .strict(),
  z.object({ weight: z.literal('scale'), attribute, low: z.number(), high: z.number() }).strict(),
  z.object({ weight: z.literal('random'), low: z.number(), high: z.number() }).strict(),
]);

export const newPackage = z
  .object({
    name: z.string().trim().min(1).max(255),
    ramMb: whole,
    quotaGb: whole,
    cpuCap: whole.optional(),
    maxSwapMb: whole.optional(),
    blockSize: whole.optional(),
    compression: z.enum(PACKAGE_COMPRESSIONS).optional(),
    zfsIoPriority: whole.optional(),
    requirements: z.array(packageRequirement).max(64).optional(),
  })
  .strict();

const DEEPEST = 64;

/**
 * Any JSON of a sane depth. A key that JavaScript itself would swallow is refused aloud, before a schema
 * copies the value without it.
 */
export const jsonValue: z.ZodType<JsonValue, JsonValue> = z
  .custom<z.core.util.JSONType>(
    (value) => isPlain(value, DEEPEST),
    `a key cannot be named __proto__, and a value nests at most ${DEEPEST} levels`,
  )
  .pipe(z.json());

/** The way to a value in a tree of metadata, one key a step. */
export const metadataPath = z
  .array(
    z
      .string()
      .min(1)
      .max(255)
      .refine((key) => key !== '__proto__', 'a key cannot be named __proto__'),
  )
  .min(1)
  .max(DEEPEST);

function isPlain(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0 || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((inner) => isPlain(inner, levels - 1));
}

const one = { connection: connectionName, id };

/** Packages of Project-FiFo: immutable but for their metadata. */
export const packageCalls = {
  'packages.list': takes(z.object({ connection: connectionName }).strict()).gives<readonly Package[]>(),
  'packages.show': takes(z.object(one).strict()).gives<PackageDocument>(),
  /**
   * `CONFLICT` if a package of this name exists: nothing is made then. Where the service made it and refused a
   * value after, or did not show it, the error's context has the id of what is there now as `halfMade`.
   */
  'packages.create': takes(
    z.object({ connection: connectionName, package: newPackage }).strict(),
  ).gives<PackageDocument>(),
  'packages.remove': takes(z.object(one).strict()).gives<null>(),
  /** What `packages.create` would send, exactly. No service is asked. */
  'packages.preview': takes(z.object({ connection: connectionName, package: newPackage }).strict()).gives<
    readonly RequestPreview[]
  >(),
  /**
   * Makes a package like one of another connection: it with its rules first, then its metadata, a top-level key
   * a request. `CONFLICT` if there is one of this name, before anything is made. Where a request after the first
   * is refused, the error's context has the id of what was made as `halfMade`, and the copy stands in
   * `packages.copies` until it is finished (the same call with that id as `into`: only what is missing is sent),
   * deleted or forgotten.
   */
  'packages.copy': takes(
    z
      .object({
        from: connectionName,
        id,
        to: connectionName,
        name: newPackage.shape.name.optional(),
        into: id.optional(),
      })
      .strict(),
  ).gives<{ readonly document: PackageDocument; readonly notes: readonly string[] }>(),
  /** Copies that were made and are not finished, the oldest first. */
  'packages.copies': takes(z.object({}).strict()).gives<readonly UnfinishedCopy[]>(),
  /** Leaves an unfinished copy as it is, and does not speak of it again. */
  'packages.forgetCopy': takes(z.object({ to: connectionName, madeId: id }).strict()).gives<null>(),
  /**
   * Sets and unsets metadata, one key a request, in this order; gives what the service has then. Stops at the
   * first that is refused: the error's context says with `written` how many `of` how many were taken before it.
   * FiFo has no revisions. With `seen`, the values that a person saw (one without a value was not there), the
   * package is read first: `CONFLICT`, with both values of each in the hint and nothing sent, where one is another
   * by now. What is so already is not sent.
   */
  'packages.metadata': takes(
    z
      .object({
        ...one,
        set: z
          .array(z.object({ path: metadataPath, value: jsonValue }).strict())
          .max(256)
          .default([]),
        unset: z.array(metadataPath).max(256).default([]),
        seen: z
          .array(z.object({ path: metadataPath, value: jsonValue.optional() }).strict())
          .max(512)
          .optional(),
      })
      .strict(),
  ).gives<PackageDocument>(),
};
