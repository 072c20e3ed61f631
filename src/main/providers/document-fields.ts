import type { JsonValue } from '#shared/model/index.ts';

/**
 * Fields of a service's document, each looked at once and by hand: lists have hundreds of thousands of them,
 * where a schema for each image takes longer than everything else. What is not as it should be is `null`.
 */
export type ServiceDocument = Readonly<Record<string, JsonValue>>;

const LONGEST_ID = 255;

/** An object with a usable `id`; `undefined` if this is none. */
export function documentWithId(
  value: unknown,
): { readonly document: ServiceDocument; readonly id: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const document = value as ServiceDocument;
  const id = textOf(document['id']);
  return id === null || id === '' || id.length > LONGEST_ID ? undefined : { document, id };
}

export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

export function flagOf(value: JsonValue | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** A whole number that is not below zero. */
export function sizeOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
