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
}

/** A namespace of property definitions, as the service keeps it. */
export interface DefinitionNamespace {
  readonly namespace: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly properties: readonly PropertyDefinition[];
}
