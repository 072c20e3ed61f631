import { z } from 'zod';
import type { DefinitionNamespace, JsonValue, PropertyDefinition } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { IMAGE_RESOURCE } from './config.ts';
import { unexpected } from './results.ts';

const text = z.string().max(65_535).nullish().catch(null);
const number = z.number().nullish().catch(null);
const length = z.number().int().nonnegative().nullish().catch(null);
const scalars = z
  .array(z.union([z.string(), z.number(), z.boolean()]))
  .min(1)
  .max(10_000)
  .nullish()
  .catch(null);

const associationSchema = z.object({ name: z.string(), prefix: text });
const headSchema = z.object({
  namespace: z.string().min(1).max(255),
  display_name: text,
  description: text,
  resource_type_associations: z.array(z.unknown()).max(1000).nullish().catch(null),
});
const pageSchema = z.object({ namespaces: z.array(z.unknown()).max(10_000), next: text });
/** Their keys are read from the document itself, so that a property called `__proto__` is one like any other. */
const detailSchema = z.object({ objects: z.array(z.unknown()).max(1000).nullish().catch(null) });
const propertySchema = z.object({
  title: text,
  description: text,
  type: text,
  enum: scalars,
  items: z.object({ enum: scalars, type: text }).nullish().catch(null),
  minimum: number,
  maximum: number,
  minLength: length,
  maxLength: length,
  pattern: text,
  operators: z.array(z.string().min(1).max(32)).min(1).max(32).nullish().catch(null),
  default: z.json().optional().catch(undefined),
});

const TYPES = ['string', 'integer', 'number', 'boolean', 'array'] as const;
const ITEM_TYPES = ['string', 'integer', 'number', 'boolean'] as const;
const MOST_PROPERTIES = 2000;
const MOST_KEY_LENGTH = 255;

/** A namespace as a list tells it: without its properties. */
export interface NamespaceHead {
  readonly namespace: string;
  readonly title: string | null;
  readonly description: string | null;
  /** What comes before the name of a property when an image has it. */
  readonly prefix: string;
}

export interface NamespacePage {
  readonly heads: readonly NamespaceHead[];
  readonly marker: string | undefined;
}

export function parseNamespacePage(reply: TextReply, operation: string): NamespacePage {
  const parsed = pageSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'definitions of properties');
  const { namespaces, next } = parsed.data;
  const marker = next ? URL.parse(next, 'http://unused.invalid')?.searchParams.get('marker') : undefined;
  return {
    heads: namespaces.flatMap((value) => {
      const head = headSchema.safeParse(value).data;
      return head === undefined ? [] : [toHead(head)];
    }),
    marker: marker ?? undefined,
  };
}

function toHead(head: z.infer<typeof headSchema>): NamespaceHead {
  const forImages = (head.resource_type_associations ?? [])
    .map((value) => associationSchema.safeParse(value).data)
    .find((association) => association?.name === IMAGE_RESOURCE);
  return {
    namespace: head.namespace,
    title: head.display_name ?? null,
    description: head.description ?? null,
    prefix: forImages?.prefix ?? '',
  };
}

/**
 * The properties of a namespace: its own, and those of its objects, which only group them. The prefix is set
 * here, since the service does it only when asked, and not all do.
 */
export function parseNamespace(
  reply: TextReply,
  { prefix, ...head }: NamespaceHead,
  operation: string,
): DefinitionNamespace {
  const document = reply.json();
  const parsed = detailSchema.safeParse(document);
  if (!parsed.success) throw unexpected(reply, operation, 'a namespace of definitions');
  const properties = new Map<string, PropertyDefinition>();
  for (const holder of [document, ...(parsed.data.objects ?? [])]) {
    for (const [name, value] of propertiesOf(holder)) {
      const key = `${prefix}${name}`;
      const property = propertySchema.safeParse(value).data;
      if (property === undefined || key.length > MOST_KEY_LENGTH || properties.has(key)) continue;
      if (properties.size < MOST_PROPERTIES) properties.set(key, toProperty(key, property));
    }
  }
  return { ...head, properties: [...properties.values()] };
}

function propertiesOf(holder: unknown): readonly (readonly [string, unknown])[] {
  if (typeof holder !== 'object' || holder === null || !('properties' in holder)) return [];
  const { properties } = holder;
  return typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
}

function toProperty(key: string, property: z.infer<typeof propertySchema>): PropertyDefinition {
  const values: readonly JsonValue[] | null = property.enum ?? property.items?.enum ?? null;
  return {
    key,
    title: property.title ?? null,
    description: property.description ?? null,
    type: TYPES.find((type) => type === property.type) ?? 'string',
    values,
    minimum: property.minimum ?? null,
    maximum: property.maximum ?? null,
    defaultValue: property.default ?? null,
    ...boundsOf(property),
  };
}

/** What few definitions have; a field that says nothing is left away. */
function boundsOf({ pattern, minLength, maxLength, operators, items }: z.infer<typeof propertySchema>) {
  const itemType = ITEM_TYPES.find((type) => type === items?.type);
  return {
    ...(pattern ? { pattern } : {}),
    ...(typeof minLength === 'number' ? { minimumLength: minLength } : {}),
    ...(typeof maxLength === 'number' ? { maximumLength: maxLength } : {}),
    ...(itemType === undefined ? {} : { itemType }),
    ...(operators ? { operators } : {}),
  };
}
