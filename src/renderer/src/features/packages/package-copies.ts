import { create } from 'zustand';
import { AppError, isAppError, toAppError, type WireError } from '#shared/errors/index.ts';
import type { PackageDocument, UnfinishedCopy } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { loadPackages, receivePackage, removeHalfMade } from './packages-store.ts';

/** One copy that is asked for: of which package, where to, under which name. */
export interface CopyOrder {
  readonly from: string;
  readonly id: string;
  readonly to: string;
  readonly name: string;
}

export type CopyOutcome =
  | { readonly done: PackageDocument }
  | { readonly error: WireError; readonly madeId: string | undefined };

/** Copies that were made and lack something, as the application remembers them. */
export const useUnfinishedCopies = create<{ readonly copies: readonly UnfinishedCopy[] }>()(() => ({
  copies: [],
}));
const { setState } = useUnfinishedCopies;

export async function loadUnfinishedCopies(): Promise<void> {
  try {
    setState({ copies: await call('packages.copies', {}) });
  } catch {
    // They stand as they were known.
  }
}

/** Makes the copy, or goes on with one that was begun (`into`). Never throws. */
export async function copyPackage(order: CopyOrder, into?: string): Promise<CopyOutcome> {
  try {
    const { document } = await call('packages.copy', { ...order, ...(into === undefined ? {} : { into }) });
    receivePackage(document);
    return { done: document };
  } catch (thrown) {
    const made = isAppError(thrown) ? thrown.context?.['halfMade'] : undefined;
    void loadPackages([order.to]);
    return {
      error: toAppError(thrown, 'packages.copy').toWire(),
      madeId: typeof made === 'string' ? made : undefined,
    };
  } finally {
    await loadUnfinishedCopies();
  }
}

/** Writes what a copy still lacks. Throws what the service answers. */
export async function finishCopy({ from, id, to, madeId, madeName }: UnfinishedCopy): Promise<void> {
  const outcome = await copyPackage({ from, id, to, name: madeName }, madeId);
  if ('error' in outcome) throw AppError.fromWire(outcome.error);
  toast({ tone: 'good', title: `${visibleText(madeName)} is finished in ${visibleText(to)}` });
}

/** Deletes what was made. Throws what the service answers. */
export async function deleteCopy({ to, madeId }: Pick<UnfinishedCopy, 'to' | 'madeId'>): Promise<void> {
  try {
    await removeHalfMade(to, madeId);
  } catch (error) {
    // Somebody else was quicker.
    if (!isAppError(error, 'NOT_FOUND')) throw error;
    await call('packages.forgetCopy', { to, madeId });
  } finally {
    await loadUnfinishedCopies();
  }
}

/** Leaves it as it is. */
export async function forgetCopy({ to, madeId }: UnfinishedCopy): Promise<void> {
  await call('packages.forgetCopy', { to, madeId });
  await loadUnfinishedCopies();
}
