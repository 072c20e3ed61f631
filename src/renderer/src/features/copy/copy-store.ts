import { create } from 'zustand';
import type { CopyPlan, Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { isNameTaken } from '../catalog/name-taken.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore, wantCapabilities } from '../connections/connections-store.ts';
import { downloadReason } from '../inspector/action-reasons.ts';
import { receiveTransfer } from '../transfers/transfers-store.ts';
import { copyTargets } from './copy-reasons.ts';

/** One image on the sheet. */
export interface CopyRow {
  readonly key: string;
  readonly image: Image;
  /** What the person calls it there; `undefined` until they say so. */
  readonly name: string | undefined;
  readonly plan: CopyPlan | undefined;
  /** Why it cannot be planned or begun. */
  readonly error: unknown;
  readonly nameTaken: boolean;
}

interface CopyState {
  readonly rows: readonly CopyRow[];
  readonly target: string | undefined;
  readonly sending: boolean;
  /** Images that are being dragged: the clouds then say whether they take them. */
  readonly dragged: readonly Image[] | undefined;
}

const CLOSED = { rows: [], target: undefined, sending: false };
export const useCopyStore = create<CopyState>()(() => ({ ...CLOSED, dragged: undefined }));
const { getState, setState } = useCopyStore;

const PLAN_PAUSE_MS = 250;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function startDrag(images: readonly Image[]): void {
  wantAllCapabilities();
  setState({ dragged: images });
}

export function endDrag(): void {
  setState({ dragged: undefined });
}

/** Opens the sheet: to the cloud that they were dropped on, else to the first that takes them. */
export function openCopy(images: readonly Image[], target?: string): void {
  wantAllCapabilities();
  const { list, capabilities } = useConnectionsStore.getState();
  const possible = copyTargets(list ?? [], capabilities, images).find(({ reason }) => reason === undefined);
  const rows = images.map((image) => ({
    key: imageKey(image),
    image,
    name: undefined,
    plan: undefined,
    error: undefined,
    nameTaken: false,
  }));
  setState({ rows, sending: false, dragged: undefined });
  setCopyTarget(target ?? possible?.name);
}

export function closeCopy(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  setState(CLOSED);
}

/** Plans all images anew for a cloud. */
export function setCopyTarget(target: string | undefined): void {
  setState({
    target,
    rows: getState().rows.map((row) => ({ ...row, plan: undefined, error: undefined, nameTaken: false })),
  });
  for (const { key } of getState().rows) void plan(key);
}

/** Calls an image otherwise there; planned again once the typing rests. */
export function setCopyName(key: string, name: string): void {
  patchRow(key, { name, error: undefined });
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => void plan(key), PLAN_PAUSE_MS),
  );
}

export function leaveOut(key: string): void {
  const rows = getState().rows.filter((row) => row.key !== key);
  if (rows.length === 0) closeCopy();
  else setState({ rows });
}

async function plan(key: string): Promise<void> {
  const { target } = getState();
  const row = find(key);
  if (row === undefined || target === undefined || rowReason(row, target) !== undefined) return;
  const { name } = row;
  const isStale = (): boolean => getState().target !== target || find(key)?.name !== name;
  if (name?.trim() === '') return;
  try {
    const planned = await call('transfers.planCopy', orderOf(row, target));
    if (isStale()) return;
    patchRow(key, { plan: planned, error: undefined });
    const nameTaken = await isNameTaken(target, planned.image.name);
    if (!isStale()) patchRow(key, { nameTaken });
  } catch (error) {
    if (!isStale()) patchRow(key, { plan: undefined, error });
  }
}

/** Why one image cannot go there; `undefined` if it can. */
export function rowReason({ image }: CopyRow, target: string): string | undefined {
  if (image.connection === target) return 'It is in this cloud already.';
  return downloadReason(useConnectionsStore.getState().capabilities[image.connection], image);
}

/** The images that can be copied as they stand. */
export function copyable(rows: readonly CopyRow[], target: string | undefined): readonly CopyRow[] {
  return rows.filter(
    (row) =>
      target !== undefined &&
      row.plan !== undefined &&
      row.name?.trim() !== '' &&
      rowReason(row, target) === undefined,
  );
}

/** Queues all copies that can be made. Those that are refused stay on the sheet with the reason. */
export async function copyAll(): Promise<void> {
  const { rows, target } = getState();
  if (target === undefined) return;
  setState({ sending: true });
  for (const row of copyable(rows, target)) {
    try {
      receiveTransfer(await call('transfers.copy', orderOf(row, target)));
      setState({ rows: getState().rows.filter(({ key }) => key !== row.key) });
    } catch (error) {
      patchRow(row.key, { error });
    }
  }
  setState({ sending: false });
  if (getState().rows.every((row) => row.error === undefined)) closeCopy();
}

function orderOf({ image, name }: CopyRow, to: string) {
  const said = name?.trim();
  return { from: image.connection, id: image.id, to, ...(said ? { name: said } : {}) };
}

function find(key: string): CopyRow | undefined {
  return getState().rows.find((row) => row.key === key);
}

function patchRow(key: string, patch: Partial<CopyRow>): void {
  setState({ rows: getState().rows.map((row) => (row.key === key ? { ...row, ...patch } : row)) });
}

/** Which clouds can take bytes must be known before somebody points at one. */
function wantAllCapabilities(): void {
  for (const { profile } of useConnectionsStore.getState().list ?? []) wantCapabilities(profile.name);
}
