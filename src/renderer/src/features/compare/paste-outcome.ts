import { fieldValue } from '#shared/edits/index.ts';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { isOfOrigin } from '#shared/properties/index.ts';
import { imageKey } from '../catalog/selection.ts';
import type { ManyOrder, ManyPlan } from '../many/many-plan.ts';
import type { PropertySet } from './property-clipboard.ts';

/** What becomes of one property on the images that it is pasted into. */
export interface KeyOutcome {
  readonly added: number;
  /** Values that would go, each once. */
  readonly replaced: readonly JsonValue[];
  readonly replacedIn: number;
  /** Images that have it so already, or cannot take it. */
  readonly kept: number;
}

/** All of them but those that only say where an image came from. */
export function usualChoice(properties: PropertySet): ReadonlySet<string> {
  return new Set(Object.keys(properties).filter((key) => !isOfOrigin(key)));
}

export function outcomeOf(plan: ManyPlan, images: readonly Image[], key: string): KeyOutcome {
  const before = plan.orders.filter(({ edit }) => hasKey(edit.setProperties, key)).map(valueBefore(key));
  const replaced = before.filter((value) => value !== undefined);
  return {
    added: before.length - replaced.length,
    replacedIn: replaced.length,
    replaced: [...new Map(replaced.map((value) => [JSON.stringify(value), value])).values()],
    kept: images.length - before.length,
  };
}

/** What one image gets, and what it loses for that. */
export interface ImageOutcome {
  readonly image: Image;
  readonly added: readonly string[];
  readonly replaced: readonly {
    readonly key: string;
    readonly before: JsonValue;
    readonly after: JsonValue;
  }[];
}

export function imageOutcomes(plan: ManyPlan): readonly ImageOutcome[] {
  return plan.orders.map((order) => {
    const entries = Object.entries(order.edit.setProperties ?? {}).map(
      ([key, after]) => ({ key, after, before: valueBefore(key)(order) }) as const,
    );
    return {
      image: order.image,
      added: entries.filter(({ before }) => before === undefined).map(({ key }) => key),
      replaced: entries.flatMap(({ key, before, after }) =>
        before === undefined ? [] : [{ key, before, after }],
      ),
    };
  });
}

/** How many are added and replaced in all. */
export function totals(plan: ManyPlan): { readonly added: number; readonly replaced: number } {
  const outcomes = imageOutcomes(plan);
  return {
    added: outcomes.reduce((sum, { added }) => sum + added.length, 0),
    replaced: outcomes.reduce((sum, { replaced }) => sum + replaced.length, 0),
  };
}

export function keyOf(outcome: ImageOutcome): string {
  return imageKey(outcome.image);
}

function valueBefore(key: string) {
  return ({ image }: ManyOrder): JsonValue | undefined => fieldValue(image, `property.${key}`);
}

function hasKey(record: PropertySet | undefined, key: string): boolean {
  return record !== undefined && Object.hasOwn(record, key);
}
