import type { JsonValue, PropertyDefinition } from '../model/index.ts';

/** What a property makes a difference to, in words that the page explains. */
export const PROPERTY_EFFECTS = [
  'boot',
  'placement',
  'licence',
  'performance',
  'security',
  'information',
] as const;
export type PropertyEffect = (typeof PROPERTY_EFFECTS)[number];

/**
 * A property that something is known of: defined by the cloud's metadata catalogue, by the standard set that
 * comes with Argosy, or by both (then the cloud's values and bounds count, and the standard set explains).
 */
export interface KnownProperty extends PropertyDefinition {
  /** Where it stands in the tree: the cloud's namespace, else the standard set's group. */
  readonly group: string;
  readonly affects: readonly PropertyEffect[];
  /** Words that a person searches by who does not know the key: `uefi`, `nested virtualisation`. */
  readonly intents: readonly string[];
  readonly source: 'cloud' | 'standard' | 'both';
  /** Values that are right besides `values`, but not offered: what Nova takes though the cloud does not name it. */
  readonly accepted?: readonly JsonValue[] | undefined;
  /** Values that are usual where any will do (`values` is `null`). */
  readonly suggestions?: readonly string[] | undefined;
  /** What `pattern` asks for, in words. */
  readonly patternWords?: string | undefined;
}
