import type { Image } from '#shared/model/index.ts';
import { propertyText } from '#shared/search/search-text.ts';

/** Keys of the properties that one image has and the other has not, or has otherwise; sorted. */
export function differingProperties(
  one: Pick<Image, 'properties'>,
  other: Pick<Image, 'properties'>,
): readonly string[] {
  const keys = new Set([...Object.keys(one.properties), ...Object.keys(other.properties)]);
  return [...keys].filter((key) => textOf(one, key) !== textOf(other, key)).sort();
}

function textOf({ properties }: Pick<Image, 'properties'>, key: string): string | undefined {
  const value = Object.hasOwn(properties, key) ? properties[key] : undefined;
  return value === undefined ? undefined : propertyText(value);
}
