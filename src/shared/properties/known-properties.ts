import type { DefinitionNamespace, JsonValue, PropertyDefinition } from '../model/index.ts';
import { booleanOf } from './boolean-words.ts';
import type { KnownProperty } from './known-property.ts';
import { ORIGIN_GROUP, STANDARD_GROUPS, type StandardDefinition } from './standard-set.ts';

interface Standard {
  readonly group: string;
  readonly definition: StandardDefinition;
}

const standardByKey: ReadonlyMap<string, Standard> = new Map(
  STANDARD_GROUPS.flatMap(({ group, properties }) =>
    properties.map((definition) => [definition.key, { group, definition }] as const),
  ),
);
const standardOnly = [...standardByKey.values()].map(fromStandard);

/**
 * What is known of properties: the cloud's definitions, in its order, each explained by the standard set where
 * that knows it, and after them what the standard set knows besides. With `undefined` the standard set alone.
 * Each key once: where several namespaces define one, any value and the widest bounds of them count.
 */
export function knownProperties(
  namespaces: readonly DefinitionNamespace[] | undefined,
): readonly KnownProperty[] {
  if (namespaces === undefined || namespaces.length === 0) return standardOnly;
  const found = new Map<string, KnownProperty>();
  for (const { namespace, title, properties } of namespaces) {
    for (const told of properties) {
      const definition = { ...told, key: readKey(told.key) };
      const earlier = found.get(definition.key);
      found.set(
        definition.key,
        earlier === undefined
          ? fromCloud(definition, title?.trim() || namespace)
          : { ...earlier, ...bothBounds(earlier, definition) },
      );
    }
  }
  const explained = [...found.values()].map((property) => {
    const standard = standardByKey.get(property.key);
    return standard === undefined ? property : explain(property, standard.definition);
  });
  return [...explained, ...standardOnly.filter(({ key }) => !found.has(key))];
}

/**
 * The key that is read: Glance's own catalogue names traits with a prefix that Nova does not look for
 * (nova/objects/image_meta.py `_set_attr_from_trait_names`).
 */
function readKey(key: string): string {
  return key.replace(/^traits:(?=.)/, 'trait:');
}

/** What is known of one key; also of the keys that are numbered or named freely behind a fixed beginning. */
export function knownProperty(known: readonly KnownProperty[], key: string): KnownProperty | undefined {
  const exact = known.find((property) => property.key === key);
  if (exact !== undefined) return exact;
  const family = FAMILIES.find(({ pattern }) => pattern.test(key));
  return family === undefined ? undefined : { ...fromStandard(family), key };
}

/** Whether a key says where an image came from (a snapshot's server, its maker): of no use to another image. */
export function isOfOrigin(key: string): boolean {
  return standardByKey.get(key)?.group === ORIGIN_GROUP;
}

/** Families of keys, as Nova reads them (`ImageMetaProps`, and `trait:` of the placement service). */
const FAMILIES: readonly (Standard & { readonly pattern: RegExp })[] = [
  family(/^trait:./, {
    title: 'Required trait',
    description: 'Only hosts that have this trait are used.',
    type: 'string',
    values: ['required'],
    affects: ['placement'],
  }),
  family(/^hw_numa_cpus\.\d{1,3}$/, {
    title: 'Processors of a NUMA node',
    description: 'The virtual processors of this NUMA node: 0,1 or 0-3.',
    type: 'string',
    pattern: '^[0-9,^ -]+$',
    patternWords: 'numbers and ranges such as 0-3,6',
    affects: ['placement', 'performance'],
  }),
  family(/^hw_numa_mem\.\d{1,3}$/, {
    title: 'Memory of a NUMA node (MB)',
    description: 'The memory of this NUMA node in MB.',
    type: 'integer',
    minimum: 1,
    affects: ['placement', 'performance'],
  }),
];

function family(pattern: RegExp, definition: Omit<StandardDefinition, 'key' | 'intents'>) {
  return { pattern, group: 'Processor and memory', definition: { ...definition, key: '', intents: [] } };
}

function fromStandard({ group, definition }: Standard): KnownProperty {
  const { key, title, description, type, affects, intents } = definition;
  return {
    key,
    title,
    description,
    type,
    values: definition.values ?? null,
    minimum: definition.minimum ?? null,
    maximum: definition.maximum ?? null,
    defaultValue: null,
    pattern: definition.pattern,
    group,
    affects,
    intents,
    source: 'standard',
    accepted: definition.accepted,
    suggestions: definition.suggestions,
    patternWords: definition.patternWords,
  };
}

function fromCloud(definition: PropertyDefinition, group: string): KnownProperty {
  return { ...definition, group, affects: [], intents: [], source: 'cloud' };
}

function bothBounds(one: PropertyDefinition, other: PropertyDefinition) {
  const same = one.type === other.type;
  return {
    type: same ? one.type : ('string' as const),
    values:
      one.values === null || other.values === null ? null : [...new Set([...one.values, ...other.values])],
    minimum:
      one.minimum === null || other.minimum === null || !same ? null : Math.min(one.minimum, other.minimum),
    maximum:
      one.maximum === null || other.maximum === null || !same ? null : Math.max(one.maximum, other.maximum),
  };
}

/** The cloud's word on what may stand there, the standard set's on what it means. */
function explain(cloud: KnownProperty, standard: StandardDefinition): KnownProperty {
  const words = {
    title: standard.title,
    description: standard.description,
    affects: standard.affects,
    intents: standard.intents,
    source: 'both' as const,
  };
  const values = cloud.values?.filter((value) => !isMistaken(value, standard)) ?? [];
  if (values.length > 0) {
    return {
      ...cloud,
      ...words,
      type: standard.type === 'boolean' && values.every(saysBoolean) ? 'boolean' : cloud.type,
      values,
      accepted: besides(values, standard),
      suggestions: standard.suggestions,
    };
  }
  // A cloud that only calls it a text says nothing of its values.
  if (cloud.type === 'string' && cloud.pattern === undefined) {
    const { group, defaultValue } = cloud;
    return { ...fromStandard({ group, definition: standard }), defaultValue, ...words };
  }
  const number = cloud.type === standard.type;
  return {
    ...cloud,
    ...words,
    minimum: cloud.minimum ?? (number ? (standard.minimum ?? null) : null),
    maximum: cloud.maximum ?? (number ? (standard.maximum ?? null) : null),
    suggestions: standard.suggestions,
  };
}

function isMistaken(value: JsonValue, { mistaken = [] }: StandardDefinition): boolean {
  return typeof value === 'string' && mistaken.includes(value);
}

function saysBoolean(value: JsonValue): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && booleanOf(value) !== undefined);
}

/** Where any value will do, a cloud's list of them is a help, and no bound. */
function besides(values: readonly JsonValue[], standard: StandardDefinition) {
  const { values: usual = [], accepted = [], suggestions = [] } = standard;
  const others = [...usual, ...accepted, ...suggestions].filter((value) => !values.includes(value));
  return others.length === 0 ? undefined : others;
}
