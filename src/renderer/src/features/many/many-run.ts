import { editOf, wishesOf } from '#shared/edits/index.ts';
import type { Image, ImageDocument, ImageEdit } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { type BatchItem, runBatch } from '../batch/batch-store.ts';
import { refreshImages, selectImage } from '../catalog/catalog-store.ts';
import { imagesWord } from '../catalog/group-words.ts';
import { imageKey } from '../catalog/selection.ts';
import { inverseEdit, isEmptyEdit } from '../inspector/image-changes.ts';
import { openInspector, reloadImage } from '../inspector/inspector-store.ts';
import { differs, type ManyOrder } from './many-plan.ts';

export interface ManyRun {
  /** While it runs: `Changing 200 images`. */
  readonly title: string;
  readonly orders: readonly ManyOrder[];
  /** What was done, once it is: `198 images changed`. */
  readonly doneTitle: (count: number) => string;
  /** What it changed, in a few words. */
  readonly doneText?: string | undefined;
}

interface ManyItem extends BatchItem {
  readonly order: ManyOrder;
}

/** Newer copies are taken over together: each alone would copy all that is chosen. */
const TAKEN_OVER_EVERY_MS = 250;

/** Sends many edits, each against the image as it was seen; those of clouds that are away are kept for later. */
export function runManyEdits(run: ManyRun): Promise<void> {
  return runOrders(run, (back) => offerWayBack(run, back));
}

function offerWayBack({ doneTitle, doneText }: ManyRun, back: readonly ManyOrder[]): void {
  const title = doneTitle(back.length);
  offerUndo({
    title,
    text: doneText,
    operation: 'images.edit',
    quiet: true,
    undo: () =>
      runOrders(
        { title: `Taking back: ${title}`, orders: back, doneTitle: (count) => takenBack(count) },
        () => undefined,
      ),
  });
}

/** `offer` is told of the ways back of those that were done since the last time. */
async function runOrders(run: ManyRun, offer: (back: readonly ManyOrder[]) => void): Promise<void> {
  /** What a person looked at after a lost race: from then on it counts. */
  const seen = new Map<string, Image>();
  const back = new Map<string, ManyOrder>();
  const notes = new Set<string>();
  const fresh = freshImages();
  const items = run.orders.map((order): ManyItem => {
    const { image } = order;
    const key = imageKey(image);
    const look = order.queued ? undefined : async () => void seen.set(key, await lookAt(image));
    return { key, connection: image.connection, name: named(image.name, image.id), order, look };
  });
  const work = async ({ key, order }: ManyItem): Promise<void> => {
    const image = seen.get(key) ?? order.image;
    const edit = image === order.image ? order.edit : leastEdit(image, order.edit);
    // Somebody else made it so.
    if (isEmptyEdit(edit)) return;
    const inverse = inverseEdit(image, edit);
    if (order.queued) {
      await keepForLater(image, edit);
      if (!isEmptyEdit(inverse)) back.set(key, { image, edit: inverse, queued: true });
      return;
    }
    const document = await sendEdit(image, edit);
    fresh.take(document.image);
    for (const note of document.notes ?? []) notes.add(note);
    if (!isEmptyEdit(inverse)) back.set(key, { image: document.image, edit: inverse, queued: false });
  };
  await runBatch({
    title: run.title,
    operation: 'images.edit',
    items,
    work,
    onEnd: () => {
      fresh.flush();
      sayNotes(notes);
      if (back.size > 0) offer([...back.values()]);
      back.clear();
    },
  });
}

/** The part of an edit that an image does not have yet. */
function leastEdit(image: Image, edit: ImageEdit): ImageEdit {
  return editOf(wishesOf(edit).filter((wish) => differs(image, wish)));
}

/** Shows an image as the service has it now. */
export async function lookAt(image: Pick<Image, 'connection' | 'id'>): Promise<Image> {
  const document = await reloadImage(image);
  selectImage(document.image);
  openInspector();
  return document.image;
}

function sendEdit({ connection, id, revision }: Image, edit: ImageEdit): Promise<ImageDocument> {
  const order = { connection, id, edit, revision };
  return call('images.edit', order as Parameters<typeof call<'images.edit'>>[1]);
}

function keepForLater({ connection, id }: Image, edit: ImageEdit): Promise<unknown> {
  return call('edits.queue', { connection, id, edit } as Parameters<typeof call<'edits.queue'>>[1]);
}

/** Collects newer copies of images for what is chosen. */
export function freshImages() {
  let waiting: Image[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) refreshImages(waiting);
    waiting = [];
  };
  return {
    flush,
    take: (image: Image): void => {
      waiting.push(image);
      timer ??= setTimeout(flush, TAKEN_OVER_EVERY_MS);
    },
  };
}

const NOTES_SAID = 3;

/** What services did besides what was asked, each thing once. */
export function sayNotes(notes: Set<string>): void {
  if (notes.size === 0) return;
  const said = [...notes].slice(0, NOTES_SAID).map((note) => visibleText(note));
  toast({ tone: 'info', title: 'The service did more than was asked', text: said.join(' ') });
  notes.clear();
}

function takenBack(count: number): string {
  return `${imagesWord(count)} as before`;
}
