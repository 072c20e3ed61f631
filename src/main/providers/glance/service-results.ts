import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import { type ImageStore, type UsageEntry, VISIBILITIES } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { ApiVersion } from './capabilities.ts';
import { unexpected } from './results.ts';

const text = z.string().nullish().catch(null);
const word = z.string().min(1).max(255);
const truth = z.union([z.string(), z.boolean()]).nullish().catch(null);
const entries = z.array(z.unknown()).max(10_000);

const versionsSchema = z.object({ versions: entries });
const versionSchema = z.object({ id: z.string(), status: text });
const importSchema = z.object({ 'import-methods': z.object({ value: entries }) });
const storesSchema = z.object({ stores: entries });
const storeSchema = z.object({ id: word, description: text, default: truth, 'read-only': truth });
const usageSchema = z.object({ usage: z.record(z.string(), z.unknown()) });
const usageEntrySchema = z.object({ limit: z.number(), usage: z.number() });
const enumSchema = z.object({ enum: entries }).nullish().catch(null);
const schemaSchema = z.object({
  properties: z.object({ disk_format: enumSchema, container_format: enumSchema, visibility: enumSchema }),
});

/** What is of the right shape; one strange entry does not cost the others. */
function fitting<Value>(schema: z.ZodType<Value>, values: readonly unknown[] | undefined): readonly Value[] {
  return (values ?? []).flatMap((value) => schema.safeParse(value).data ?? []);
}

/** The highest version 2 that the service does not call experimental (glance-v2.md §2). */
export function parseVersion(reply: TextReply, operation: string): ApiVersion {
  const parsed = versionsSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'a list of versions');
  const versions = fitting(versionSchema, parsed.data.versions)
    .filter(({ status }) => status !== 'EXPERIMENTAL')
    .map(({ id }) => /^v(\d{1,3})\.(\d{1,4})$/.exec(id))
    .filter((match) => match !== null)
    .map(([text, major, minor]) => ({ major: Number(major), minor: Number(minor), text }))
    .filter(({ major }) => major === 2)
    .sort((a, b) => a.minor - b.minor);
  const newest = versions.at(-1);
  if (newest !== undefined) return newest;
  throw new AppError('UNSUPPORTED', `${reply.url} does not offer version 2 of the image API.`, { operation });
}

/** All methods, also those that are no way to make an image (`copy-image`). */
export function parseImportMethods(reply: TextReply): readonly string[] {
  return fitting(word, importSchema.safeParse(reply.json()).data?.['import-methods'].value);
}

/** Booleans are text here (glance-v2.md §4, Import). */
export function parseStores(reply: TextReply): readonly ImageStore[] {
  const yes = (value: string | boolean | null | undefined): boolean => value === true || value === 'true';
  return fitting(storeSchema, storesSchema.safeParse(reply.json()).data?.stores).map((store) => ({
    id: store.id,
    description: store.description ?? null,
    isDefault: yes(store.default),
    readOnly: yes(store['read-only']),
  }));
}

export function parseUsage(reply: TextReply, operation: string): readonly UsageEntry[] {
  const parsed = usageSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'its usage');
  return Object.entries(parsed.data.usage).flatMap(([name, value]) => {
    const entry = usageEntrySchema.safeParse(value).data;
    return entry === undefined ? [] : [{ name, limit: entry.limit, used: entry.usage }];
  });
}

/** This cloud's own vocabulary; `undefined` where its schema does not name one. */
export interface Vocabulary {
  readonly diskFormats: readonly string[] | undefined;
  readonly containerFormats: readonly string[] | undefined;
  readonly visibilities: readonly string[] | undefined;
}

export function parseVocabulary(reply: TextReply): Vocabulary {
  const properties = schemaSchema.safeParse(reply.json()).data?.properties;
  const words = (values: z.infer<typeof enumSchema>): readonly string[] | undefined => {
    const named = fitting(word, values?.enum);
    return named.length === 0 ? undefined : named;
  };
  const visibilities = words(properties?.visibility);
  return {
    diskFormats: words(properties?.disk_format),
    containerFormats: words(properties?.container_format),
    visibilities: visibilities && VISIBILITIES.filter((known) => visibilities.includes(known)),
  };
}
