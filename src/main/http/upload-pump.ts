import { setImmediate as nextTurn } from 'node:timers/promises';

/** Below undici's high-water mark a write does not wait for the socket, so such pieces are copied. */
const COPY_BELOW_BYTES = 65_536;

/** A streamed body on its way out. */
export interface UploadPump extends AsyncIterable<Uint8Array> {
  /** Resolves when the last byte was handed over. Never rejects. */
  readonly drained: Promise<void>;
  /** The exchange is over: the source is told to end, even if bytes are left. Safe to call twice. */
  stop(): void;
}

/**
 * Stands between a source of bytes and undici's writer. undici asks for the next piece after the socket
 * drained if the piece fills its buffer; smaller ones are copied here. So a source may reuse a piece's memory
 * as soon as the next one is asked for.
 *
 * Before each piece the event loop gets a turn: a service that answers early (413 and closes) is then read
 * before the next write runs into the closed socket and its reset hides the answer.
 */
export function createUploadPump(source: AsyncIterable<Uint8Array>): UploadPump {
  const drained = Promise.withResolvers<void>();
  const iterator = source[Symbol.asyncIterator]();
  let over = false;
  let wake: (() => void) | undefined;
  // Not a race against one long-lived promise: that would keep a record for every piece ever sent.
  const nextPiece = (): Promise<IteratorResult<Uint8Array> | undefined> =>
    new Promise((resolve, reject) => {
      wake = () => resolve(undefined);
      iterator.next().then(resolve, reject);
    });
  async function* pump(): AsyncGenerator<Uint8Array> {
    while (!over) {
      const next = await nextPiece();
      if (next === undefined) return;
      if (next.done === true) break;
      await nextTurn();
      if (over) return;
      if (next.value.byteLength > 0) yield small(next.value) ? Buffer.from(next.value) : next.value;
    }
    over = true;
    drained.resolve();
  }
  const stop = (): void => {
    wake?.();
    if (over) return;
    over = true;
    // The source may be busy with a read: its own clean-up runs when that is done.
    iterator.return?.().catch(() => undefined);
  };
  return { drained: drained.promise, stop, [Symbol.asyncIterator]: pump };
}

function small(piece: Uint8Array): boolean {
  return piece.byteLength < COPY_BELOW_BYTES;
}
