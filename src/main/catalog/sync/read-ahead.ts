/**
 * The same values, but while one is being worked on the next is asked for already: one ahead, never more. An
 * error comes where it would have come. When the reader leaves early, `abandon` is to give up what is still
 * being asked for, which is waited for.
 */
export async function* readAhead<Value>(
  values: AsyncIterable<Value>,
  abandon: () => void,
): AsyncGenerator<Value, void, undefined> {
  const iterator = values[Symbol.asyncIterator]();
  let isOpen = true;
  const ask = (): Promise<IteratorResult<Value, unknown>> => {
    const asked = (async () => iterator.next())();
    // It may fail while nobody waits for it yet; who waits is told all the same.
    asked.catch(() => undefined);
    return asked;
  };
  let next = ask();
  try {
    while (true) {
      isOpen = false;
      const result = await next;
      if (result.done === true) return;
      isOpen = true;
      next = ask();
      yield result.value;
    }
  } finally {
    if (isOpen) {
      abandon();
      await next.catch(() => undefined);
      await iterator.return?.();
    }
  }
}
