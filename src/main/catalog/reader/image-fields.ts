import type { Image, JsonValue } from '#shared/model/index.ts';

/** What tells one copy of an image from another, and what moves whenever anything does. */
const IDENTITY: ReadonlySet<string> = new Set(['connection', 'id', 'revision', 'createdAt', 'updatedAt']);

/**
 * An image's fields by name, its properties as `property.<key>`: what is compared of two states, or of two
 * copies. Without what is never the same.
 */
export function imageFields(image: Image): ReadonlyMap<string, JsonValue> {
  const { properties, checksum, tags, ...plain } = image;
  const fields = new Map<string, JsonValue>();
  for (const [field, value] of Object.entries(plain)) {
    if (!IDENTITY.has(field)) fields.set(field, value);
  }
  fields.set('checksum', checksum === null ? null : { algo: checksum.algo, value: checksum.value });
  fields.set('tags', tags.toSorted());
  for (const [key, value] of Object.entries(properties)) fields.set(`property.${key}`, value);
  return fields;
}

/** Fields in which images differ, sorted. One that an image lacks is `null` there. */
export function differingFields(images: readonly Image[]): readonly string[] {
  const all = images.map(imageFields);
  const names = new Set(all.flatMap((fields) => [...fields.keys()]));
  return [...names]
    .filter((name) => new Set(all.map((fields) => sameText(fields.get(name) ?? null))).size > 1)
    .sort();
}

/** Equal for equal values, whatever the order of keys. */
export function sameText(value: JsonValue): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
