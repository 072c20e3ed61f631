import { create } from 'zustand';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { toast } from '../../app/toast-queue.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { propertyValue } from './compare-rows.ts';

export type PropertySet = Readonly<Record<string, JsonValue>>;

/** Properties that were copied, and from where. */
export interface CopiedProperties {
  readonly properties: PropertySet;
  /** `undefined`: they were typed, or pasted as JSON. */
  readonly from: Pick<Image, 'connection' | 'id' | 'name'> | undefined;
}

interface ClipboardState {
  /** Of this page only, and gone with it. */
  readonly copied: CopiedProperties | undefined;
  /** The image that properties are being chosen of, to copy them. */
  readonly choosing: Image | undefined;
  /** The images that properties are to be pasted into, while the sheet is open. */
  readonly pasting: readonly Image[] | undefined;
}

export const useClipboardStore = create<ClipboardState>()(() => ({
  copied: undefined,
  choosing: undefined,
  pasting: undefined,
}));
const { setState } = useClipboardStore;

/** Copies properties of an image, all unless some are named: to paste them here, and as JSON for elsewhere. */
export async function copyProperties(image: Image, keys = Object.keys(image.properties)): Promise<void> {
  const properties = Object.fromEntries(
    keys.flatMap((key) => {
      const value = propertyValue(image, key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  const { connection, id, name } = image;
  setState({ copied: { properties, from: { connection, id, name } }, choosing: undefined });
  await navigator.clipboard.writeText(`${JSON.stringify(properties, null, 2)}\n`);
  toast({
    tone: 'good',
    title: `${propertiesWord(Object.keys(properties).length)} copied`,
    text: `From ${visibleText(named(name, id))}. Paste them into other images, or as JSON elsewhere.`,
  });
}

export function chooseProperties(image: Image): void {
  setState({ choosing: image });
}

export function closeChoice(): void {
  setState({ choosing: undefined });
}

export function openPaste(images: readonly Image[]): void {
  if (images.length > 0) setState({ pasting: images });
}

export function closePaste(): void {
  setState({ pasting: undefined });
}

/** Why there is nothing to copy. */
export function copyPropertiesReason(image: Image | undefined): string | undefined {
  if (image === undefined) return 'Choose an image first';
  return Object.keys(image.properties).length === 0 ? 'It has no properties' : undefined;
}

export type ReadSet = { readonly properties: PropertySet } | { readonly problem: string };

const MOST_TEXT = 1_000_000;
const MOST_PROPERTIES = 512;

/** Reads properties that were pasted as JSON: an object of keys and values, nothing else. */
export function readPropertySet(text: string): ReadSet {
  if (text.length > MOST_TEXT) return { problem: 'That is more than a set of properties' };
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { problem: 'It is no JSON' };
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    return { problem: 'An object is wanted: {"hw_disk_bus": "virtio"}' };
  const entries = Object.entries(read as PropertySet);
  if (entries.length === 0) return { problem: 'There is no property in it' };
  if (entries.length > MOST_PROPERTIES) return { problem: `At most ${MOST_PROPERTIES} properties` };
  const empty = entries.find(([key, value]) => key.trim() === '' || value === null);
  if (empty !== undefined) return { problem: `“${visibleText(empty[0])}” has no value, or no name` };
  return { properties: Object.fromEntries(entries) };
}

export function propertiesWord(count: number): string {
  return count === 1 ? 'One property' : `${formatCount(count)} properties`;
}
