import { useMemo } from 'react';
import { propertyOf } from '#shared/edits/edit-fields.ts';
import type { FieldWish } from '#shared/edits/index.ts';
import type { Image } from '#shared/model/index.ts';
import { checkValue } from '#shared/properties/index.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import type { KnownProperties } from '../metadata/use-known-properties.ts';
import { cloudOf, type ManyPlan, planMany } from './many-plan.ts';

export interface CheckedPlan {
  readonly plan: ManyPlan;
  /** What is wrong with the value of a property, by its field. */
  readonly problems: ReadonlyMap<string, string>;
}

/** What the sheet would send, with the values of properties as they are then written. */
export function useManyPlan(
  images: readonly Image[],
  wishes: ReadonlyMap<string, FieldWish>,
  known: KnownProperties,
): CheckedPlan {
  const list = useConnectionsStore((state) => state.list);
  const capabilities = useConnectionsStore((state) => state.capabilities);
  return useMemo(() => {
    const checked = checkWishes([...wishes.values()], known);
    const clouds = (connection: string) => cloudOf(connection, list ?? [], capabilities);
    return { plan: planMany(images, checked.wishes, clouds), problems: checked.problems };
  }, [images, wishes, known, list, capabilities]);
}

/** Values as a service would keep them (`yes` is `true`), and what is wrong with the others. */
export function checkWishes(wishes: readonly FieldWish[], known: Pick<KnownProperties, 'of'>) {
  const problems = new Map<string, string>();
  const written = wishes.map((wish): FieldWish => {
    const key = propertyOf(wish.field);
    if (key === undefined || typeof wish.wanted !== 'string') return wish;
    // How long a text may be is each service's own matter.
    const checked = checkValue(known.of(key), wish.wanted, { propertyValueLength: null });
    if ('value' in checked) return { field: wish.field, wanted: checked.value };
    problems.set(wish.field, checked.problem);
    return wish;
  });
  return { wishes: written, problems };
}
