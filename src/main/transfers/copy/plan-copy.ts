import { AppError } from '#shared/errors/index.ts';
import {
  type Capabilities,
  type CopiedImage,
  type CopyPlan,
  copiedImage,
  type Image,
  type Operation,
} from '#shared/model/index.ts';
import type { Call } from '../../providers/provider.ts';
import { isPassing, retryDelayMs } from '../retry.ts';
import type { Engine } from '../run-job.ts';

/** How often a service is asked before a copy is given up that was not begun. */
const ASKS = 3;

export interface CopyOrder {
  readonly from: string;
  readonly id: string;
  readonly to: string;
  readonly name?: string | undefined;
}

export interface PlannedCopy extends CopyPlan {
  readonly source: Image;
}

/**
 * What a copy would make of an image. Throws before any byte moves: `UNSUPPORTED` with the reason of the side
 * that cannot, `INVALID` where the target would take the bytes for what they are not.
 */
export async function planCopy(engine: Engine, order: CopyOrder, call: Call): Promise<PlannedCopy> {
  const { deps } = engine;
  const [from, to] = [await deps.provider(order.from), await deps.provider(order.to)];
  const source = await patiently(engine, call, () => from.capabilities(call));
  refuseLacking(source, 'image.download', `${order.from} does not give out the bytes of its images.`, call);
  const target = await patiently(engine, call, () => to.capabilities(call));
  refuseLacking(target, 'image.upload', `${order.to} does not take images.`, call);
  const { image } = await patiently(engine, call, () => from.show(order.id, call));
  const { image: planned, differences, mistakenFor } = copiedImage(image, source, target, order.name);
  refuseMistake(mistakenFor, order, call);
  return { image: planned, differences, source: image };
}

function refuseLacking({ operations }: Capabilities, operation: Operation, what: string, call: Call): void {
  const ability = operations[operation];
  if (ability.supported) return;
  throw new AppError('UNSUPPORTED', `${what} ${ability.reason}`, { operation: call.operation });
}

/** Where a service's words say what the bytes are, no others are sent under one of them. */
function refuseMistake(mistake: CopiedImage['mistakenFor'], { to }: CopyOrder, call: Call): void {
  if (mistake === null) return;
  const { real, word } = mistake;
  throw new AppError('INVALID', `The image is ${real}, which ${to} does not take.`, {
    operation: call.operation,
    hint: `Download it, convert it with qemu-img convert -O ${word}, and upload the result.`,
  });
}

/** There is no transfer yet that could be tried again, so a passing fault of a service is waited out here. */
async function patiently<Value>(
  { clock, tuning }: Engine,
  { signal }: Call,
  ask: () => Promise<Value>,
): Promise<Value> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || failures === ASKS) throw error;
      await clock.sleep(retryDelayMs(failures, tuning.firstRetryMs / 2, error), signal);
    }
  }
}
