import { setTimeout as sleep } from 'node:timers/promises';
import { ClientGone, type Exchange } from '../http/exchange.ts';
import type { Switches } from './switches.ts';

/** What is to go wrong with the image bytes of one exchange; taken once, so counts are right. */
export interface ByteFaults {
  readonly bytesPerSecond: number | undefined;
  readonly cutAfterBytes: number | undefined;
  readonly stallAfterBytes: number | undefined;
  readonly corruptAtByte: number | undefined;
}

export function takeByteFaults(switches: Switches, direction: 'upload' | 'download'): ByteFaults {
  const slow = switches.number('slow');
  return {
    bytesPerSecond: slow === 0 ? undefined : slow,
    cutAfterBytes: switches.take(direction === 'upload' ? 'cut-upload-after' : 'cut-download-after'),
    stallAfterBytes: switches.take('stall-after'),
    corruptAtByte: direction === 'download' ? switches.take('corrupt-download') : undefined,
  };
}

export function hasFaults(faults: ByteFaults): boolean {
  return Object.values(faults).some((value) => value !== undefined);
}

/**
 * The same bytes with the faults applied: throttled, cut, stalled or one of them flipped.
 * @throws ClientGone once the connection is cut or the client leaves while stalled.
 */
export async function* withFaults(
  source: AsyncIterable<Buffer>,
  exchange: Exchange,
  faults: ByteFaults,
): AsyncGenerator<Buffer> {
  const startedAtMs = performance.now();
  let passedBytes = 0;
  for await (const chunk of source) {
    for (const piece of pieces(chunk, faults.bytesPerSecond)) {
      const edge = Math.min(faults.cutAfterBytes ?? Infinity, faults.stallAfterBytes ?? Infinity);
      const allowed = piece.subarray(0, Math.max(0, Math.min(piece.length, edge - passedBytes)));
      if (allowed.length > 0) yield flipped(allowed, passedBytes, faults.corruptAtByte);
      passedBytes += allowed.length;
      if (allowed.length < piece.length) await end(exchange, faults.cutAfterBytes === edge);
      if (faults.bytesPerSecond !== undefined) {
        const dueMs = startedAtMs + (passedBytes / faults.bytesPerSecond) * 1000;
        await sleep(Math.max(0, dueMs - performance.now()));
        if (exchange.request.socket.destroyed) throw new ClientGone('the client left');
      }
    }
  }
}

function* pieces(chunk: Buffer, bytesPerSecond: number | undefined): Generator<Buffer> {
  const step = bytesPerSecond === undefined ? chunk.length : Math.max(256, Math.floor(bytesPerSecond / 20));
  for (let offset = 0; offset < chunk.length; offset += step) yield chunk.subarray(offset, offset + step);
}

function flipped(chunk: Buffer, offset: number, corruptAtByte: number | undefined): Buffer {
  if (corruptAtByte === undefined) return chunk;
  const index = corruptAtByte - offset;
  if (index < 0 || index >= chunk.length) return chunk;
  const copy = Buffer.from(chunk);
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

/** Cuts the connection, or holds it until the client gives up. Never returns normally. */
async function end(exchange: Exchange, cut: boolean): Promise<never> {
  const { socket } = exchange.request;
  if (cut) {
    // Bytes already written must reach the client: a cut is measured by what it got.
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
  }
  // A paused socket does not notice that its peer left; an interim reply to a lost peer does.
  const probe = setInterval(() => exchange.response.headersSent || exchange.response.writeProcessing(), 500);
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(probe);
  throw new ClientGone(cut ? 'the connection was cut by a switch' : 'the client left a stalled transfer');
}
