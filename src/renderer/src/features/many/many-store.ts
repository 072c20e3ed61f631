import { create } from 'zustand';
import type { FieldWish } from '#shared/edits/index.ts';
import { editOf } from '#shared/edits/index.ts';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { batchReason, useBatchStore } from '../batch/batch-store.ts';
import { imagesWord } from '../catalog/group-words.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { editWords } from '../edits/edit-words.ts';
import { withWaitingEdit } from '../edits/edits-store.ts';
import { editReason, goneReason } from '../inspector/action-reasons.ts';
import { type CloudNow, cloudOf, type ManyPlan } from './many-plan.ts';
import { runManyEdits } from './many-run.ts';

type Wishes = ReadonlyMap<string, FieldWish>;

interface ManyState {
  /** The images on the sheet, as they were when it was opened; `undefined` while it is closed. */
  readonly images: readonly Image[] | undefined;
  /** What a person touched, by field. */
  readonly wishes: Wishes;
}

export const useManyStore = create<ManyState>()(() => ({ images: undefined, wishes: new Map() }));
const { getState, setState } = useManyStore;

/** Why many images cannot be edited together now; one that can be is enough. */
export function manyEditReason(images: readonly Image[]): string | undefined {
  return batchReason() ?? (images.every((image) => against(image) !== undefined) ? first(images) : undefined);
}

const first = ([image]: readonly Image[]): string | undefined =>
  image === undefined ? 'Choose an image first' : against(image);

/** Why nothing of one image can be edited on the sheet, where properties have their place, too. */
function against(image: Image): string | undefined {
  const capabilities = useConnectionsStore.getState().capabilities[image.connection];
  const reason = editReason(capabilities, image);
  if (reason === undefined || goneReason(image) !== undefined) return reason;
  return capabilities?.operations['property.set'].supported === true ? undefined : reason;
}

/** The same for a control that stands there while clouds and batches come and go. */
export function useManyEditReason(images: readonly Image[]): string | undefined {
  useConnectionsStore((state) => state.capabilities);
  useBatchStore(({ batch }) => batch?.running);
  return manyEditReason(images);
}

/** Opens the sheet for these images. What waits already for a cloud that is away is laid over them. */
export function openMany(images: readonly Image[]): void {
  const present = images
    .filter((image) => goneReason(image) === undefined)
    .map((image) => (cloudNow(image.connection).offline ? withWaitingEdit(image) : image));
  if (present.length > 0) setState({ images: present, wishes: new Map() });
}

export function closeMany(): void {
  setState({ images: undefined, wishes: new Map() });
}

/** Wants a value in a field of all images; `undefined` takes a property away. */
export function wish(field: string, wanted: JsonValue | undefined): void {
  setState({ wishes: new Map(getState().wishes).set(field, { field, wanted }) });
}

/** Leaves a field as each image has it. */
export function unwish(field: string): void {
  const wishes = new Map(getState().wishes);
  wishes.delete(field);
  setState({ wishes });
}

export function cloudNow(connection: string): CloudNow {
  const { list = [], capabilities } = useConnectionsStore.getState();
  return cloudOf(connection, list, capabilities);
}

/** Sends what the sheet stands for, and closes it: how it goes is shown at the foot of the window. */
export async function applyMany(plan: ManyPlan): Promise<void> {
  const { wishes } = getState();
  closeMany();
  await runManyEdits({
    title: `Changing ${imagesWord(plan.orders.length)}`,
    orders: plan.orders,
    doneTitle: (count) => `${imagesWord(count)} changed`,
    doneText: editWords(editOf([...wishes.values()])),
  });
}
