import { create } from 'zustand';
import { wishesOf, withWishes } from '#shared/edits/index.ts';
import type { Image, ImageEdit, QueuedEdit } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { editWords } from './edit-words.ts';

interface EditsState {
  /** All edits that wait, by the key of their image, in the order in which they were queued. */
  readonly waiting: ReadonlyMap<string, QueuedEdit>;
}

export const useEditsStore = create<EditsState>()(() => ({ waiting: new Map() }));
const { getState, setState } = useEditsStore;

export async function loadEdits(): Promise<void> {
  receiveEdits(await call('edits.list', {}));
}

export function receiveEdits(edits: readonly QueuedEdit[]): void {
  setState({ waiting: new Map(edits.map((each) => [editKey(each), each])) });
}

export function editKey({ connection, imageId }: Pick<QueuedEdit, 'connection' | 'imageId'>): string {
  return imageKey({ connection, id: imageId });
}

/** The change that waits for an image. */
export function useWaitingEdit(image: Pick<Image, 'connection' | 'id'>): QueuedEdit | undefined {
  return useEditsStore(({ waiting }) => waiting.get(imageKey(image)));
}

/** The image as it will be once its waiting change is sent. */
export function withWaitingEdit(image: Image): Image {
  const queued = getState().waiting.get(imageKey(image));
  if (queued === undefined) return image;
  const { known } = useConnectionsStore.getState();
  const nested = known[image.connection]?.operations['property.nested'].supported === true;
  return withWishes(image, wishesOf(queued.edit), nested);
}

/** Keeps a change for a service that is away, over the one that waits already. */
export async function queueEdit(image: Image, edit: ImageEdit): Promise<void> {
  const before = getState().waiting.get(imageKey(image));
  const queued = await call('edits.queue', paramsOf(image, edit));
  const name = visibleText(named(image.name, image.id));
  if (queued === null) {
    toast({ tone: 'good', title: `${name}: nothing waits any more`, text: 'It is set back to what it was.' });
    return;
  }
  const said = {
    title: `${name}: kept for later`,
    text: `${editWords(queued.edit)}. Nothing is sent before you have reviewed it.`,
  };
  if (before === undefined) {
    offerUndo({ ...said, operation: 'edits.discard', undo: () => forget([queued]) });
  } else toast({ tone: 'good', ...said });
}

/** Forgets waiting changes; the images stay as they are. Says so, with the way back. */
export async function discardEdits(edits: readonly QueuedEdit[]): Promise<void> {
  const forgotten = await forget(edits);
  const [first, ...others] = forgotten;
  if (first === undefined) return;
  const name = visibleText(named(first.base.name, first.imageId));
  offerUndo({
    title: others.length === 0 ? `${name}: change discarded` : `${forgotten.length} changes discarded`,
    text: 'The images stay as they are.',
    operation: 'edits.restore',
    undo: () => restore(forgotten),
  });
}

/** Takes a discarding back. Gives those that wait again. */
export function restore(edits: readonly QueuedEdit[]) {
  return call('edits.restore', { edits: namesOf(edits) });
}

/** Forgets waiting changes without a word. Gives those that it forgot. */
export function forget(edits: readonly Pick<QueuedEdit, 'connection' | 'imageId'>[]) {
  return call('edits.discard', { edits: namesOf(edits) });
}

function namesOf(edits: readonly Pick<QueuedEdit, 'connection' | 'imageId'>[]) {
  return edits.map(({ connection, imageId }) => ({ connection, id: imageId }));
}

function paramsOf({ connection, id }: Pick<Image, 'connection' | 'id'>, edit: ImageEdit) {
  return { connection, id, edit } as Parameters<typeof call<'edits.queue'>>[1];
}
