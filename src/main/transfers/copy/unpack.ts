import { createGunzip, type Gunzip } from 'node:zlib';
import { AppError } from '#shared/errors/index.ts';

const PIECE_BYTES = 128 * 1024;

/** Unpacks gzip as the packed bytes come, on a thread of the pool. */
export interface Unpacker {
  /** What comes out. Fails with `CORRUPT` where the bytes are no gzip or damaged. */
  readonly bytes: Gunzip;
  /** Ends when the piece's memory may be used anew. */
  write(piece: Uint8Array): Promise<void>;
  /** All pieces are in. */
  end(): void;
  stop(error: Error): void;
}

/** `from`: who sent the packed bytes, for the words of an error. */
export function createUnpacker(from: string): Unpacker {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  return {
    bytes: gunzip,
    write: (piece) =>
      new Promise((resolve, reject) => {
        const onClose = (): void => reject(new Error('The unpacking was stopped.'));
        gunzip.once('close', onClose);
        gunzip.write(piece, (error) => {
          gunzip.off('close', onClose);
          if (error) reject(damaged(from, error));
          else resolve();
        });
      }),
    end: () => void gunzip.end(),
    stop: (error) => void gunzip.destroy(error),
  };
}

/** zlib's own errors in words; others as they are. */
export function damaged(from: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (!code.startsWith('Z_')) return error;
  return new AppError('CORRUPT', `What ${from} sent cannot be unpacked (${code}).`, {
    operation: 'transfers.copy',
    hint: 'The image is damaged there, or is not packed with gzip.',
    cause: error,
  });
}
