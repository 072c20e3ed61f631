import type { JsonValue } from './json.ts';

/** One property that a service describes: what it means, and which values it may have (Glance metadefs). */
export interface PropertyDefinition {
  /** The whole name, with the prefix that the namespace prescribes for images: `hw_disk_bus`. */
  readonly key: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  /** The only values allowed; `null` where any will do. */
  readonly values: readonly JsonValue[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly defaultValue: JsonValue;
  /** A regular expression that the text must match somewhere, as the service wrote it: untrusted. */
  readonly pattern?: string | undefined;
  readonly minimumLength?: number | undefined;
  readonly maximumLength?: number | undefined;
  /** Of an array: what each item is. */
  readonly itemType?: 'string' | 'integer' | 'number' | 'boolean' | undefined;
  /** Words that may stand before a value, or between several: `<or>`, `<in>`, `<all-in>`. */
  readonly operators?: readonly string[] | undefined;
}

/** A namespace of property definitions, as the service keeps it. */
export interface DefinitionNamespace {
  readonly namespace: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly properties: readonly PropertyDefinition[];
}
