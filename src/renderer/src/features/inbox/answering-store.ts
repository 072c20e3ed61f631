import { create } from 'zustand';
import { AppError } from '#shared/errors/index.ts';
import type { MemberStatus, SharedImage } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';

const OPERATION = 'members.answer';
/** A service that takes longer is said to be slow. */
const SLOW_AFTER_MS = 5_000;

/** An answer that was sent, and that the service said nothing of yet. */
export interface Answering {
  readonly status: MemberStatus;
  readonly slow: boolean;
  /** The person waits for it no more. It was sent all the same. */
  readonly leftWaiting: boolean;
}

/** By keys of images. */
export const useAnsweringStore = create<{ readonly answering: ReadonlyMap<string, Answering> }>()(() => ({
  answering: new Map(),
}));
const { getState, setState } = useAnsweringStore;

interface Outstanding {
  readonly status: MemberStatus;
  readonly work: Promise<void>;
  readonly stopped: Promise<never>;
  readonly stop: () => void;
}
const outstanding = new Map<string, Outstanding>();

/**
 * Sends an answer, and ends when the service took it. Never sent a second time before it said something of the
 * first: who asks for the same waits for that one. `CONFLICT` for another answer meanwhile, `CANCELLED` when the
 * person waits no more; `late` is called if the service takes it after all.
 */
export async function sendAnswer(image: SharedImage, status: MemberStatus, late: () => void): Promise<void> {
  const key = imageKey(image);
  const reason = answeringReason(key, status);
  const before = outstanding.get(key);
  if (before !== undefined && before.status !== status)
    throw new AppError('CONFLICT', reason ?? 'Another answer is on its way.', { operation: OPERATION });
  const mine = begin(image, status, before, late);
  await Promise.race([mine.work, mine.stopped]);
}

function begin(
  image: SharedImage,
  status: MemberStatus,
  before: Outstanding | undefined,
  late: () => void,
): Outstanding {
  const key = imageKey(image);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => undefined);
  const mine: Outstanding = {
    ...{ status, stopped, work: before?.work ?? deliver(image, status, late) },
    stop: () => {
      change(key, { leftWaiting: true });
      reject(nobodyWaits(image));
    },
  };
  outstanding.set(key, mine);
  change(key, { status, leftWaiting: false });
  return mine;
}

async function deliver(image: SharedImage, status: MemberStatus, late: () => void): Promise<void> {
  const { connection, id } = image;
  const key = imageKey(image);
  const timer = setTimeout(() => change(key, { slow: true }), SLOW_AFTER_MS);
  try {
    await call(OPERATION, { connection, id, status });
    if (getState().answering.get(key)?.leftWaiting) late();
  } finally {
    clearTimeout(timer);
    outstanding.delete(key);
    const answering = new Map(getState().answering);
    answering.delete(key);
    setState({ answering });
  }
}

/** Waits no more for what some images were answered. What was sent cannot be called back. */
export function stopWaiting(keys: Iterable<string>): void {
  for (const key of keys) outstanding.get(key)?.stop();
}

/** Why an image cannot be answered so before the service says something; `undefined` if it can. */
export function answeringReason(key: string, status: MemberStatus): string | undefined {
  const now = getState().answering.get(key);
  if (now === undefined) return undefined;
  if (!now.leftWaiting) return 'Its answer is on its way: the service has not said yet that it took it';
  return now.status === status ? undefined : 'The service has not said yet whether it took the answer before';
}

function change(key: string, part: Partial<Answering>): void {
  const answering = new Map(getState().answering);
  const before = answering.get(key) ?? { status: 'pending', slow: false, leftWaiting: false };
  answering.set(key, { ...before, ...part });
  setState({ answering });
}

function nobodyWaits({ connection }: SharedImage): AppError {
  const cloud = visibleText(connection);
  return new AppError('CANCELLED', `${cloud} has not said whether it took the answer.`, {
    operation: OPERATION,
    hint: 'It was sent, and may still be taken: the inbox shows it then. It is not sent again by itself.',
  });
}
