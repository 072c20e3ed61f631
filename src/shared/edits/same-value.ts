import type { JsonValue } from '../model/index.ts';

/** Are these the same JSON? The order of an object's keys says nothing. `undefined` is only itself. */
export function sameValue(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => sameValue(item, other[index]));
  }
  const [left, right] = [Object.entries(one), Object.keys(other)];
  if (left.length !== right.length) return false;
  const held = other as Readonly<Record<string, JsonValue>>;
  return left.every(([key, value]) => Object.hasOwn(held, key) && sameValue(value, held[key]));
}
