import { forEachChunk } from '../for-each-chunk.ts';
import type { ByteHasher } from '../hashing/byte-hasher.ts';
import { HashedIntake } from '../hashing/hashed-intake.ts';
import { createPace, paced } from '../hashing/pace.ts';
import type { RunContext } from '../run-context.ts';
import type { CopySource } from './copy-source.ts';
import { Handover } from './handover.ts';
import { readSource } from './read-source.ts';
import { createUnpacker, damaged } from './unpack.ts';

export interface RelayOptions {
  readonly context: RunContext;
  readonly source: CopySource;
  /** Sees the bytes as the source gives them. The same as `sent` where they pass as they are. */
  readonly given: ByteHasher;
  /** Sees the bytes as the target gets them. */
  readonly sent: ByteHasher;
  readonly signal: AbortSignal;
  /** Told how many bytes the target is done with. */
  readonly onSent: (bytes: number) => void;
  /** All bytes came; throws if they are not what the source says. The last byte has not left then. */
  readonly onReceived: () => Promise<void>;
  /** The last byte is about to leave; so many there are. */
  readonly onLast: (bytes: number) => Promise<void>;
  /** All bytes left. */
  readonly onEnd: () => void;
}

/** One passage of all bytes from the source to the target. */
export interface Relay {
  /** Who is waited for just now. */
  readonly side: 'source' | 'target';
  /** What went wrong on the source's side (or with the bytes). */
  readonly fault: unknown;
  /** Bytes from `offset` on; all of them are hashed. Each is only good until the next is asked for. */
  bytes(offset: number): AsyncGenerator<Uint8Array>;
  /** Lets go of the source. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Reads the source into a few slots, which are hashed and then lent to the request that sends them: the same
 * memory for any image, and a source that is read only as fast as the target takes.
 *
 * The last byte is held back until the source's hash was found right: a service that got less than it was
 * promised makes no image of it.
 */
export function createRelay(options: RelayOptions): Relay {
  const { context, sent, onSent, onReceived, onLast, onEnd } = options;
  const handover = new Handover();
  const stopper = new AbortController();
  const signal = AbortSignal.any([options.signal, stopper.signal]);
  let receiving: Promise<void> | undefined;
  let side: Relay['side'] = 'target';
  let fault: unknown;
  let position = 0;

  const receive = async (): Promise<void> => {
    try {
      const intake = await HashedIntake.start(sent, 0, (bytes) => handover.give(bytes));
      if (options.source.unpacks) await unpackInto(options, intake, signal);
      else await readSource(context, options.source, intake, signal);
      await intake.flush();
      handover.end();
    } catch (error) {
      handover.fail(error);
    }
  };
  const stop = async (): Promise<void> => {
    stopper.abort(new Error('The copy let go of its source.'));
    handover.stop();
    await receiving;
  };
  function* out(
    bytes: Uint8Array,
    offset: number,
    pace: ReturnType<typeof createPace>,
  ): Generator<Uint8Array> {
    const start = position;
    const skipped = Math.min(bytes.byteLength, Math.max(0, offset - start));
    side = 'target';
    yield* paced(bytes.subarray(skipped), pace, (count) => {
      position = start + skipped + count;
      onSent(position);
    });
    position = start + bytes.byteLength;
    side = 'source';
  }
  async function* relayed(offset: number): AsyncGenerator<Uint8Array> {
    side = 'source';
    receiving = receive();
    const pace = createPace();
    const last = new Uint8Array(1);
    let isHeld = false;
    try {
      for await (const piece of handover) {
        if (isHeld) yield* out(last.slice(), offset, pace);
        const whole = piece.subarray(0, -1);
        last.set(piece.subarray(-1));
        isHeld = true;
        yield* out(whole, offset, pace);
      }
      await onReceived();
      await onLast(position + (isHeld ? 1 : 0));
      if (isHeld) yield* out(last, offset, pace);
      onEnd();
    } catch (error) {
      if (!signal.aborted) fault ??= error;
      throw error;
    } finally {
      await stop();
    }
  }
  return {
    get side() {
      return side;
    },
    get fault() {
      return fault;
    },
    bytes: relayed,
    stop,
  };
}

async function unpackInto(
  { context, source, given }: RelayOptions,
  intake: HashedIntake,
  signal: AbortSignal,
): Promise<void> {
  const unpacker = createUnpacker(source.connection);
  const out = forEachChunk(unpacker.bytes, (chunk) => intake.take(chunk));
  const feed = async (): Promise<void> => {
    try {
      const packed = await HashedIntake.start(given, 0, (bytes) => unpacker.write(bytes));
      await readSource(context, source, packed, signal);
      await packed.flush();
      unpacker.end();
    } catch (error) {
      unpacker.stop(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  const feeding = feed();
  try {
    await Promise.all([out, feeding]);
  } catch (error) {
    await Promise.allSettled([out, feeding]);
    throw damaged(source.connection, error);
  }
}
