import { sameValue } from '../edits/same-value.ts';
import type { Image, ImageEdit, JsonValue } from '../model/index.ts';
import type { PropertyTemplate } from './templates.ts';

/** One property that laying a set over an image would change. */
export interface PropertyChange {
  readonly key: string;
  /** `undefined`: the image does not have it. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue;
}

export interface AppliedProperties {
  /** Only what differs; empty when nothing does. */
  readonly edit: ImageEdit;
  readonly added: readonly PropertyChange[];
  readonly replaced: readonly PropertyChange[];
  /** Keys that have the value already. */
  readonly same: readonly string[];
}

/** The edit that lays a template over an image, and what that would replace; what it has besides stays. */
export function applyTemplate(
  image: Pick<Image, 'properties'>,
  template: Pick<PropertyTemplate, 'properties'>,
): AppliedProperties {
  const changes = Object.entries(template.properties).map(([key, after]) => ({
    key,
    before: Object.hasOwn(image.properties, key) ? image.properties[key] : undefined,
    after,
  }));
  const wanted = changes.filter(({ before, after }) => !sameValue(before, after));
  return {
    edit:
      wanted.length === 0
        ? {}
        : { setProperties: Object.fromEntries(wanted.map(({ key, after }) => [key, after])) },
    added: wanted.filter(({ before }) => before === undefined),
    replaced: wanted.filter(({ before }) => before !== undefined),
    same: changes.filter(({ before, after }) => sameValue(before, after)).map(({ key }) => key),
  };
}
