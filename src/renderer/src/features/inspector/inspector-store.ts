import { create } from 'zustand';
import { isAppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageEdit } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { refreshImage, useCatalogStore } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { removalReason } from './action-reasons.ts';
import { markGone } from './gone-images.ts';
import { describeEdit, inverseEdit, isEmptyEdit } from './image-changes.ts';

/** Below this width the inspector is a drawer. The same number stands in `frame.css`. */
const DRAWER_BELOW = matchMedia('(max-width: 1000px)');

interface InspectorState {
  readonly open: boolean;
  /** The chosen image with the service's document; it may still be an earlier image's. */
  readonly document: ImageDocument | undefined;
  readonly error: unknown;
  readonly editing: boolean;
  /** The images that a person asked to delete, while the question is open. */
  readonly removal: readonly Image[] | undefined;
}

export const useInspectorStore = create<InspectorState>()(() => ({
  open: !DRAWER_BELOW.matches,
  document: undefined,
  error: undefined,
  editing: false,
  removal: undefined,
}));

const { getState, setState } = useInspectorStore;
DRAWER_BELOW.addEventListener('change', () => setState({ open: !DRAWER_BELOW.matches }));

export function openInspector(): void {
  if (!getState().open) setState({ open: true });
}

export function toggleInspector(): void {
  setState({ open: !getState().open });
}

export function closeInspector(): void {
  setState({ open: false });
}

/** Closes the inspector where it is a drawer; tells whether it did. */
export function closeInspectorDrawer(): boolean {
  if (!DRAWER_BELOW.matches || !getState().open) return false;
  setState({ open: false });
  return true;
}

/** Reads the image as the catalogue last saw it, with its document. One that it does not have is known as gone. */
export async function loadDocument(image: Pick<Image, 'connection' | 'id'>): Promise<void> {
  const held = getState().document?.image;
  if (held === undefined || imageKey(held) !== imageKey(image)) setState({ error: undefined });
  try {
    const document = await call('catalog.show', { connection: image.connection, id: image.id });
    markGone(image, false);
    if (isChosen(document.image)) setState({ document, error: undefined });
  } catch (error) {
    const gone = isAppError(error, 'NOT_FOUND');
    if (gone) markGone(image, true);
    if (isChosen(image)) setState({ error: gone ? undefined : error });
  }
}

/** Asks the service itself for the image as it is now. */
export async function reloadImage(image: Pick<Image, 'connection' | 'id'>): Promise<ImageDocument> {
  const document = await call('images.show', { connection: image.connection, id: image.id });
  receiveDocument(document);
  return document;
}

/**
 * Sends one minimal edit against the revision that the person saw, then offers the way back. `words`: what is
 * said of it, where there is a better word than `changed`.
 * Throws `CONFLICT` if the image was changed meanwhile, and where the service would do something that nobody
 * asked for, until that is `accepted`.
 */
export async function editImage(
  image: Image,
  edit: ImageEdit,
  accepted = false,
  words?: { readonly title: string; readonly text: string },
): Promise<void> {
  const document = await sendEdit(image, edit, accepted);
  const back = inverseEdit(image, edit);
  const said = words ?? {
    title: `${visibleText(named(document.image.name, document.image.id))} changed`,
    text: describeEdit(edit),
  };
  if (isEmptyEdit(back)) toast({ tone: 'good', ...said });
  else {
    offerUndo({
      ...said,
      operation: 'images.edit',
      undo: () => sendEdit(document.image, back, accepted),
    });
  }
}

async function sendEdit(image: Image, edit: ImageEdit, accepted: boolean): Promise<ImageDocument> {
  const { connection, id, revision } = image;
  const order = { connection, id, edit, revision, ...(accepted ? { accepted } : {}) };
  const document = await call('images.edit', order as Parameters<typeof call<'images.edit'>>[1]);
  receiveDocument(document);
  sayNotes(document);
  return document;
}

/** Stops downloads and boots of an image, or allows them again. */
export async function setImageActive(image: Image, active: boolean): Promise<void> {
  const document = await sendActive(image, active);
  offerUndo({
    title: `${visibleText(named(image.name, image.id))} ${active ? 'can be used again' : 'deactivated'}`,
    operation: 'images.activate',
    undo: () => sendActive(document.image, !active),
  });
}

async function sendActive(image: Image, active: boolean): Promise<ImageDocument> {
  const { connection, id } = image;
  const document = await call('images.activate', { connection, id, active });
  receiveDocument(document);
  sayNotes(document);
  return document;
}

/** What the service did besides what was asked. */
function sayNotes({ image, notes = [] }: ImageDocument): void {
  if (notes.length === 0) return;
  toast({ tone: 'info', title: visibleText(named(image.name, image.id)), text: notes.join(' ') });
}

export function startEdit(): void {
  if (chosenImages().length === 1) setState({ editing: true });
}

export function stopEdit(): void {
  setState({ editing: false });
}

/** Asks before the chosen images are deleted, or says why none of them can be. */
export function askRemoval(): void {
  const images = chosenImages();
  if (images.length === 0) return;
  const reason = removalReason(useConnectionsStore.getState().capabilities, images);
  if (reason === undefined) setState({ removal: images });
  else toast({ tone: 'info', title: 'Delete…', text: reason });
}

export function closeRemoval(): void {
  setState({ removal: undefined });
}

export function chosenImages(): readonly Image[] {
  return [...useCatalogStore.getState().selection.images.values()];
}

function receiveDocument(document: ImageDocument): void {
  refreshImage(document.image);
  if (isChosen(document.image)) setState({ document, error: undefined });
}

function isChosen(image: Pick<Image, 'connection' | 'id'>): boolean {
  return useCatalogStore.getState().selection.images.has(imageKey(image));
}
