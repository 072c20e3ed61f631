import type { Image, ImageEdit, JsonValue, Visibility } from '#shared/model/index.ts';
import { valueAt } from '../metadata/tree-change.ts';

/** What the edit dialog holds. */
export interface ImageForm {
  readonly name: string;
  readonly visibility: Visibility | null;
  readonly minDiskGb: number | undefined;
  readonly minRamMb: number | undefined;
  readonly protected: boolean;
  readonly hidden: boolean;
  readonly diskFormat: string | null;
  readonly containerFormat: string | null;
  readonly tags: readonly string[];
}

export function formOf(image: Image): ImageForm {
  return {
    name: image.name ?? '',
    visibility: image.visibility,
    minDiskGb: image.minDiskGb ?? undefined,
    minRamMb: image.minRamMb ?? undefined,
    protected: image.protected ?? false,
    hidden: image.hidden ?? false,
    diskFormat: image.diskFormat,
    containerFormat: image.containerFormat,
    tags: image.tags,
  };
}

/** The smallest edit that makes an image what the form says. What was not touched is not in it. */
export function changesOf(image: Image, form: ImageForm): ImageEdit {
  const before = formOf(image);
  const addTags = form.tags.filter((tag) => !before.tags.includes(tag));
  const removeTags = before.tags.filter((tag) => !form.tags.includes(tag));
  const name = form.name.trim();
  return {
    ...(name !== before.name && name !== '' ? { name } : {}),
    ...(form.visibility !== null && form.visibility !== before.visibility
      ? { visibility: form.visibility }
      : {}),
    ...(form.minDiskGb !== before.minDiskGb ? { minDiskGb: form.minDiskGb ?? 0 } : {}),
    ...(form.minRamMb !== before.minRamMb ? { minRamMb: form.minRamMb ?? 0 } : {}),
    ...(form.protected !== before.protected ? { protected: form.protected } : {}),
    ...(form.hidden !== before.hidden ? { hidden: form.hidden } : {}),
    ...(form.diskFormat !== null && form.diskFormat !== before.diskFormat
      ? { diskFormat: form.diskFormat }
      : {}),
    ...(form.containerFormat !== null && form.containerFormat !== before.containerFormat
      ? { containerFormat: form.containerFormat }
      : {}),
    ...(addTags.length > 0 ? { addTags } : {}),
    ...(removeTags.length > 0 ? { removeTags } : {}),
  };
}

/** A property by its key; where values are trees, also by the way to it (`ui/notes`). */
export function propertyAt(properties: Image['properties'], key: string): JsonValue | undefined {
  return valueAt(properties, Object.hasOwn(properties, key) ? [key] : key.split('/'));
}

/** The edit that takes `edit` back, for an image that was as `before`. What cannot be taken back is left out. */
export function inverseEdit(before: Image, edit: ImageEdit): ImageEdit {
  const touched = [...Object.keys(edit.setProperties ?? {}), ...(edit.unsetProperties ?? [])];
  const had = touched.flatMap((key) => {
    const value = propertyAt(before.properties, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const hadNot = touched.filter((key) => propertyAt(before.properties, key) === undefined);
  const addTags = (edit.removeTags ?? []).filter((tag) => before.tags.includes(tag));
  const removeTags = (edit.addTags ?? []).filter((tag) => !before.tags.includes(tag));
  return {
    ...(edit.name !== undefined && before.name !== null && before.name !== '' ? { name: before.name } : {}),
    ...(edit.visibility !== undefined && before.visibility !== null ? { visibility: before.visibility } : {}),
    ...(edit.minDiskGb !== undefined ? { minDiskGb: before.minDiskGb ?? 0 } : {}),
    ...(edit.minRamMb !== undefined ? { minRamMb: before.minRamMb ?? 0 } : {}),
    ...(edit.protected !== undefined ? { protected: before.protected ?? false } : {}),
    ...(edit.hidden !== undefined ? { hidden: before.hidden ?? false } : {}),
    ...(edit.diskFormat !== undefined && before.diskFormat !== null ? { diskFormat: before.diskFormat } : {}),
    ...(edit.containerFormat !== undefined && before.containerFormat !== null
      ? { containerFormat: before.containerFormat }
      : {}),
    ...(had.length > 0 ? { setProperties: Object.fromEntries(had) } : {}),
    ...(hadNot.length > 0 ? { unsetProperties: hadNot } : {}),
    ...(addTags.length > 0 ? { addTags } : {}),
    ...(removeTags.length > 0 ? { removeTags } : {}),
  };
}

export function isEmptyEdit(edit: ImageEdit): boolean {
  return Object.keys(edit).length === 0;
}

/** A property's value as text: text as it is, anything else as JSON. */
export function propertyText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What an edit changes, in words: `name, min disk, 2 tags`. */
export function describeEdit(edit: ImageEdit): string {
  const count = (items: number, one: string, many: string): string | undefined =>
    items === 0 ? undefined : items === 1 ? `1 ${one}` : `${items} ${many}`;
  const properties = Object.keys(edit.setProperties ?? {}).length + (edit.unsetProperties?.length ?? 0);
  const tags = (edit.addTags?.length ?? 0) + (edit.removeTags?.length ?? 0);
  return [
    edit.name !== undefined && 'name',
    edit.visibility !== undefined && 'visibility',
    edit.minDiskGb !== undefined && 'min disk',
    edit.minRamMb !== undefined && 'min memory',
    edit.protected !== undefined && 'protection',
    edit.hidden !== undefined && 'hidden',
    edit.diskFormat !== undefined && 'disk format',
    edit.containerFormat !== undefined && 'container format',
    count(properties, 'property', 'properties'),
    count(tags, 'tag', 'tags'),
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}
