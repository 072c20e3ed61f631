import type { Image } from '#shared/model/index.ts';
import { toastError } from '../../app/toast-queue.ts';
import { batchReason } from '../batch/batch-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { makesShared } from './preview-plan.ts';
import { sendPlans } from './send-plans.ts';
import { countChanges, type ImagePlan, type SharePlan } from './share-plan.ts';
import { useSharingStore } from './sharing-store.ts';

const { getState, setState } = useSharingStore;

/** The plans that become shared first. */
export function openedImages(plan: SharePlan): readonly Image[] {
  return [...plan.values()].filter(makesShared).map(({ image }) => image);
}

/** The plans that can be sent now; those of a cloud that is away wait. */
export function sendable(plan: SharePlan): readonly ImagePlan[] {
  return [...plan.values()].filter((each) => blockedReason(each) === undefined);
}

/** Why a plan cannot be sent now. */
function blockedReason({ image, add, remove }: ImagePlan): string | undefined {
  const now = useConnectionsStore.getState().capabilities[image.connection];
  return (
    (add.size > 0 ? reasonAgainst(now, 'member.add') : undefined) ??
    (remove.size > 0 ? reasonAgainst(now, 'member.remove') : undefined)
  );
}

/** Why nothing can be sent now; `undefined` if something can. */
export function applyReason(plan: SharePlan): string | undefined {
  const [first] = plan.values();
  if (first === undefined) return 'Nothing is planned. Choose cells first.';
  return sendable(plan).length > 0 ? batchReason() : blockedReason(first);
}

/** A person saw what it means that these images become shared. */
export function explain(images: readonly Image[]): void {
  setState(({ explained }) => ({ explained: new Set([...explained, ...images.map(imageKey)]) }));
}

/** Sends the plan: at once if nothing is left to be explained, else its preview is shown first. */
export function applyPlan(): void {
  const { plan, explained } = getState();
  if (applyReason(plan) !== undefined) return;
  const plans = sendable(plan);
  const untold = plans.filter((each) => makesShared(each) && !explained.has(imageKey(each.image)));
  if (untold.length > 0) setState({ dialog: 'preview' });
  else sendPlans(plans, makesShared).catch((thrown: unknown) => toastError(thrown, 'members.add'));
}

/** How many of the plan's changes can be sent now. */
export function sendableCount(plan: SharePlan): number {
  return countChanges(new Map(sendable(plan).map((each) => [imageKey(each.image), each])));
}
