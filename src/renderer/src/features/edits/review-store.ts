import { create } from 'zustand';
import { toAppError } from '#shared/errors/index.ts';
import type { QueuedEdit, ReviewedEdit } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { attempt, toast } from '../../app/toast-queue.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { refreshImage } from '../catalog/catalog-store.ts';
import { editKey, forget, restore, useEditsStore } from './edits-store.ts';
import {
  isConsequence,
  isLostRace,
  type ReviewRow,
  type Side,
  sendable,
  skippedFields,
} from './review-choice.ts';

interface ReviewState {
  /** The edits on the sheet; `undefined` while it is closed. Those that were sent stay until it is closed. */
  readonly rows: readonly ReviewRow[] | undefined;
  readonly sending: boolean;
}

export const useReviewStore = create<ReviewState>()(() => ({ rows: undefined, sending: false }));
const { getState, setState } = useReviewStore;

/** Edits under way at once. */
const PARALLEL = 4;

/** Opens the sheet with all waiting edits, or those of one cloud, and asks their services. */
export function openReview(connection?: string): void {
  const waiting = [...useEditsStore.getState().waiting.values()];
  const chosen = waiting.filter((each) => connection === undefined || each.connection === connection);
  setState({ rows: chosen.map(rowOf), sending: false });
  reviewAgain(chosen.map(editKey));
}

export function closeReview(): void {
  if (!getState().sending) setState({ rows: undefined });
}

/** Asks the services anew for some of the rows, each cloud for itself: a slow one holds up no other. */
export function reviewAgain(keys: readonly string[]): void {
  const rows = (getState().rows ?? []).filter(({ key }) => keys.includes(key));
  for (const { key } of rows) patch(key, { reviewed: undefined });
  for (const group of Map.groupBy(rows, ({ queued }) => queued.connection).values()) {
    const edits = group.map(({ queued }) => ({ connection: queued.connection, id: queued.imageId }));
    attempt('edits.review', async () => receiveReviews(group, await call('edits.review', { edits })));
  }
}

function receiveReviews(asked: readonly ReviewRow[], reviews: readonly ReviewedEdit[]): void {
  for (const { key } of asked) {
    const reviewed = reviews.find(({ queued }) => editKey(queued) === key);
    // One that is not there any more was sent or discarded elsewhere.
    if (reviewed === undefined) drop(key);
    else patch(key, { reviewed, queued: reviewed.queued });
  }
}

export function setIncluded(key: string, included: boolean): void {
  patch(key, { included });
}

export function setSide(key: string, field: string, side: Side): void {
  const row = find(key);
  if (row !== undefined) patch(key, { sides: { ...row.sides, [field]: side } });
}

/** Sends the chosen edits, a few at once. What is refused stays on the sheet with the reason. */
export async function sendChosen(): Promise<void> {
  const queue = [...sendable(getState().rows ?? [])];
  const count = queue.length;
  setState({ sending: true });
  const runner = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) await sendOne(row.key);
  };
  await Promise.all(Array.from({ length: PARALLEL }, runner));
  setState({ sending: false });
  const rows = getState().rows ?? [];
  if (count > 0 && rows.every(({ state }) => state === 'sent' || state === 'discarded')) {
    toast({ tone: 'good', title: count === 1 ? '1 edit sent' : `${count} edits sent` });
    closeReview();
  }
}

/** Sends one edit though the service does more than what was asked. */
export function sendAccepting(key: string): void {
  patch(key, { accepted: true });
  void sendOne(key);
}

async function sendOne(key: string): Promise<void> {
  const row = find(key);
  const revision = row?.reviewed?.now?.revision;
  if (row === undefined || revision === undefined) return;
  patch(key, { state: 'sending', refusal: undefined });
  const { connection, imageId: id, queuedAt } = row.queued;
  const order = { connection, id, revision, queuedAt, skip: skippedFields(row) };
  try {
    const [outcome] = await call('edits.send', {
      edits: [{ ...order, ...(row.accepted ? { accepted: true } : {}) }],
    });
    if (outcome?.document) {
      refreshImage(outcome.document.image);
      const { notes = [], image } = outcome.document;
      if (notes.length > 0)
        toast({ tone: 'info', title: visibleText(named(image.name, image.id)), text: notes.join(' ') });
      patch(key, { state: 'sent' });
    } else refuse(key, outcome?.error ?? undefined);
  } catch (error) {
    refuse(key, toAppError(error, 'edits.send').toWire());
  }
}

function refuse(key: string, refusal: ReviewRow['refusal']): void {
  patch(key, { state: 'waiting', refusal, ...(isConsequence(refusal) ? { accepted: false } : {}) });
  // It must be looked at as it is now before it can be sent again; what was decided before was about another.
  if (isLostRace(refusal)) {
    patch(key, { sides: {} });
    reviewAgain([key]);
  }
}

/** Forgets one edit. It stays on the sheet, with the way back, until that is closed. */
export function discardRow(key: string): void {
  const row = find(key);
  if (row === undefined) return;
  attempt('edits.discard', async () => {
    await forget([row.queued]);
    patch(key, { state: 'discarded', refusal: undefined });
  });
}

export function bringBack(key: string): void {
  const row = find(key);
  if (row === undefined) return;
  attempt('edits.restore', async () => {
    const [queued] = await restore([row.queued]);
    if (queued === undefined) return drop(key);
    patch(key, { state: 'waiting', queued });
    reviewAgain([key]);
  });
}

/** Another page or command may change what waits while the sheet is open: what came back is shown again. */
useEditsStore.subscribe(({ waiting }) => {
  const { rows, sending } = getState();
  if (rows === undefined || sending) return;
  const held = new Set(rows.map(({ key }) => key));
  const clouds = new Set(rows.map(({ queued }) => queued.connection));
  const fresh = [...waiting.values()].filter(
    (each) => !held.has(editKey(each)) && clouds.has(each.connection),
  );
  if (fresh.length === 0) return;
  setState({ rows: [...rows, ...fresh.map(rowOf)] });
  reviewAgain(fresh.map(editKey));
});

function rowOf(queued: QueuedEdit): ReviewRow {
  const fresh = { reviewed: undefined, included: true, sides: {}, refusal: undefined, accepted: false };
  return { ...fresh, key: editKey(queued), queued, state: 'waiting' };
}

function find(key: string): ReviewRow | undefined {
  return getState().rows?.find((row) => row.key === key);
}

function drop(key: string): void {
  const rows = getState().rows?.filter((row) => row.key !== key);
  setState({ rows });
}

function patch(key: string, changes: Partial<ReviewRow>): void {
  const rows = getState().rows?.map((row) => (row.key === key ? { ...row, ...changes } : row));
  setState({ rows });
}
