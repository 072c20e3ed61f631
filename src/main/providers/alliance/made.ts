import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ImageDocument } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import { LOST_ANSWER_LOOKS_MS } from './config.ts';

type List = (call: Call) => AsyncIterable<readonly ImageDocument[]>;

/**
 * What `post` makes; where its answer is lost on the way, the image that is in the list since, so that it is
 * neither left behind nor made twice. Names are not unique: only one that was not there before, and is fetched
 * from the same address as far as the gateway tells, is taken for it.
 */
export async function foundIfLost(
  list: List,
  name: string,
  url: string,
  post: () => Promise<ImageDocument>,
  call: Call,
): Promise<ImageDocument> {
  const before = await namesakes(list, name, call).catch(() => undefined);
  try {
    return await post();
  } catch (error) {
    if (!mayHaveMade(error) || call.signal.aborted) throw error;
    if (before === undefined) throw doubtful(error);
    const known = new Set(before.map(({ image }) => image.id));
    const isIt = ({ image, raw }: ImageDocument): boolean =>
      !known.has(image.id) && [undefined, null, url].includes(sourceOf(raw));
    for (const waitMs of LOST_ANSWER_LOOKS_MS) {
      await sleep(waitMs, undefined, { signal: call.signal });
      const found = (await namesakes(list, name, call).catch(() => [])).filter(isIt);
      if (found.length === 1 && found[0] !== undefined) return found[0];
    }
    throw doubtful(error);
  }
}

async function namesakes(list: List, name: string, call: Call): Promise<readonly ImageDocument[]> {
  const found: ImageDocument[] = [];
  for await (const page of list(call)) found.push(...page.filter(({ image }) => image.name === name));
  return found;
}

/** Shown by the first generation only (alliance.md §4). */
function sourceOf(raw: unknown): string | null | undefined {
  return (raw as { readonly copy_from?: string | null }).copy_from;
}

/** A refusal is an answer: nothing was made. Any other answer may be lost, with the image made. */
function mayHaveMade(error: unknown): error is AppError {
  if (!isAppError(error, 'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'PROTOCOL')) return false;
  const status = Number(error.context?.['status'] ?? 0);
  return status < 300 || status >= 500;
}

function doubtful(error: AppError): AppError {
  const hint =
    `${error.hint ?? ''} The image may have been made all the same: look at the list first.`.trim();
  return new AppError(error.code, error.message, { ...error, hint, cause: error });
}
