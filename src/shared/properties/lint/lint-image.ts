import type { Image, Inspection } from '../../model/index.ts';
import type { KnownProperty } from '../known-property.ts';
import type { LintFinding } from '../lint-finding.ts';
import { DEVICE_RULES } from './device-rules.ts';
import { FIRMWARE_RULES } from './firmware-rules.ts';
import { KEY_RULES } from './key-rules.ts';
import type { LintRule } from './lint-context.ts';
import { PUBLISHING_RULES } from './publishing-rules.ts';
import { SECURITY_RULES } from './security-rules.ts';
import { SIZE_RULES } from './size-rules.ts';
import { SPELLING_RULES } from './spelling-rules.ts';
import { VALUE_RULES } from './value-rules.ts';

export const LINT_RULES: readonly LintRule[] = [
  ...FIRMWARE_RULES,
  ...DEVICE_RULES,
  ...SECURITY_RULES,
  ...SIZE_RULES,
  ...KEY_RULES,
  ...SPELLING_RULES,
  ...VALUE_RULES,
  ...PUBLISHING_RULES,
];

export interface LintSubject {
  readonly image: Image;
  /** What the bytes say, where they were looked at. */
  readonly inspection?: Inspection | null | undefined;
  readonly known: readonly KnownProperty[];
}

const indexes = new WeakMap<readonly KnownProperty[], ReadonlyMap<string, KnownProperty>>();

/** What will go wrong with an image, or looks like a mistake; warnings first. Asks nobody, and never throws. */
export function lintImage({ image, inspection, known }: LintSubject): readonly LintFinding[] {
  let knownByKey = indexes.get(known);
  if (knownByKey === undefined) {
    knownByKey = new Map(known.map((each) => [each.key, each]));
    indexes.set(known, knownByKey);
  }
  const context = { image, inspection: inspection ?? null, known, knownByKey };
  const found = LINT_RULES.flatMap((rule) => rule(context));
  return [
    ...found.filter(({ severity }) => severity === 'warning'),
    ...found.filter(({ severity }) => severity === 'info'),
  ];
}
