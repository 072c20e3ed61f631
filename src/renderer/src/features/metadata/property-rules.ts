import { useMemo } from 'react';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { checkValue } from '#shared/properties/index.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';
import { useGoneImages } from '../inspector/gone-images.ts';
import { countProblem, type KeyPlace, keyProblem, textProblem } from './key-rules.ts';
import { spelledAsBefore } from './typed-value.ts';
import { useKind } from './use-kind.ts';
import type { KnownProperties } from './use-known-properties.ts';
import type { Entry } from './working-copy.ts';

export type Checked = { readonly value: string } | { readonly problem: string };

/** What may be written to an image, by what its service takes and what is known of the properties. */
export interface PropertyRules {
  readonly reasons: { readonly set: string | undefined; readonly unset: string | undefined };
  /** Why no such property can be added to `count` others. */
  keyProblem(key: string, count: number): string | undefined;
  /** The text as it will be written, or why it cannot be. `before`: what stands there. */
  check(key: string, text: string, before?: JsonValue | undefined): Checked;
}

export function usePropertyRules(image: Image, { of }: KnownProperties): PropertyRules {
  const capabilities = useConnectionsStore((state) => state.capabilities[image.connection]);
  const kind = useKind(image.connection);
  const gone = useGoneImages(() => goneReason(image));
  const limits = capabilities?.limits;
  const set = gone ?? reasonAgainst(capabilities, 'property.set');
  const unset = gone ?? reasonAgainst(capabilities, 'property.unset');
  return useMemo(() => {
    const place: KeyPlace = { kind, limits };
    return {
      reasons: { set, unset },
      keyProblem: (key, count) => keyProblem(key, place) ?? countProblem(count + 1, place),
      check: (key, text, before) => checkText(place, of, key, text, before),
    };
  }, [kind, limits, set, unset, of]);
}

function checkText(
  place: KeyPlace,
  of: KnownProperties['of'],
  key: string,
  text: string,
  before: JsonValue | undefined,
): Checked {
  const known = of(key);
  const checked = checkValue(known, text, { propertyValueLength: place.limits?.propertyValueLength ?? null });
  if ('problem' in checked) return checked;
  const problem = textProblem(checked.value, place);
  return problem === undefined ? { value: spelledAsBefore(known, checked.value, before) } : { problem };
}

/** What is wrong with the value of an entry; `undefined` if nothing is, or it goes. */
export function entryProblem(rules: PropertyRules, { key, value, before, state }: Entry): string | undefined {
  if (state === 'removed' || typeof value !== 'string') return undefined;
  const checked = rules.check(key, value, before);
  return 'problem' in checked ? checked.problem : undefined;
}

/** Why the changes cannot be saved as they stand: what is there already may be as wrong as it is. */
export function saveProblem(rules: PropertyRules, entries: readonly Entry[]): string | undefined {
  for (const entry of entries) {
    if (entry.state === 'kept') continue;
    const problem = entryProblem(rules, entry);
    if (problem !== undefined) return `${entry.key}: ${problem}`;
  }
  return undefined;
}
