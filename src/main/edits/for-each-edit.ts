import { type AppError, toAppError } from '#shared/errors/index.ts';

/** Requests to one service at once. */
const PARALLEL = 4;

interface Placed {
  readonly connection: string;
}

/**
 * Does `work` for each, a few at once a connection, and gives the outcomes in their order: what it gave, or
 * the error. Once a service could not be reached, its others are not tried: they have the same error.
 * Throws only when `signal` is aborted.
 */
export async function forEachEdit<Item extends Placed, Result>(
  items: readonly Item[],
  { signal, operation }: { readonly signal: AbortSignal; readonly operation: string },
  work: (item: Item) => Promise<Result>,
): Promise<readonly (Result | AppError)[]> {
  const outcomes: (Result | AppError)[] = [];
  const queues = Map.groupBy(items.entries(), ([, { connection }]) => connection);
  const lost = new Map<string, AppError>();
  const one = async (item: Item): Promise<Result | AppError> => {
    const known = lost.get(item.connection);
    if (known !== undefined) return known;
    try {
      return await work(item);
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toAppError(thrown, operation);
      if (isSilence(error)) lost.set(item.connection, error);
      return error;
    }
  };
  const runner = async (queue: [number, Item][]): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      signal.throwIfAborted();
      outcomes[next[0]] = await one(next[1]);
    }
  };
  await Promise.all(
    [...queues.values()].flatMap((queue) => Array.from({ length: PARALLEL }, () => runner(queue))),
  );
  return outcomes;
}

/** The service gave no answer at all: it would give none to the next one either. */
function isSilence({ code }: AppError): boolean {
  return ['UNREACHABLE', 'TIMEOUT', 'TLS_UNTRUSTED', 'AUTH_REQUIRED'].includes(code);
}
