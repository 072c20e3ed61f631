import type { Transform } from 'node:stream';
import { constants, createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** 2^25: a zstd stream may otherwise ask for a window of 128 MiB. What needs more (`--ultra`) stays closed. */
const MAX_ZSTD_WINDOW_LOG = 25;

export type Packing = 'gzip' | 'deflate' | 'zstd';

/**
 * Unpacks the beginning of a stream: at most `maxBytes` come out, however much the input would expand to.
 * Input that is cut off, followed by other bytes or damaged gives what could be unpacked before that.
 */
export function unpackSome(packed: Uint8Array, packing: Packing, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const stream = createUnpacker(packing, maxBytes);
    const finish = () => {
      stream.destroy();
      resolve(Buffer.concat(chunks).subarray(0, maxBytes));
    };
    stream.on('data', (chunk: Uint8Array) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= maxBytes) finish();
    });
    stream.on('error', finish);
    stream.once('end', finish);
    stream.end(packed);
  });
}

/** One output chunk at a time, so that nothing beyond `maxBytes` is expanded. */
function createUnpacker(packing: Packing, maxBytes: number): Transform {
  const chunkSize = Math.max(64, Math.min(maxBytes, 64 * 1024));
  if (packing === 'gzip') return createGunzip({ chunkSize });
  if (packing === 'deflate') return createInflateRaw({ chunkSize });
  return createZstdDecompress({
    chunkSize,
    params: { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG },
  });
}
