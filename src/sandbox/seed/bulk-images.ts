import { hash } from 'node:crypto';
import type { StoredImage } from '../store/image.ts';
import type { Store } from '../store/store.ts';
import { projectIds } from './identities.ts';
import { type SeededBytes, variedImage } from './varied-image.ts';

/**
 * Inserts `count` images of demo that can be told apart by their number, for trying large catalogues; with
 * `isVaried` images as a large cloud has them, all visible to demo. To be called in a transaction.
 */
export function insertBulkImages(store: Store, count: number, isVaried: boolean): void {
  for (let number = 0; number < count; number++) {
    const { image, bytes, members = [] } = isVaried ? variedImage(number) : plainImage(number);
    store.images.insertFresh({ ...image, ...told(bytes) });
    if (bytes !== null) store.smallBlobs.add('main', image.id, bytes.head, bytes.sizeBytes);
    for (const member of members) store.members.add(image.id, member, 'accepted');
  }
}

/** What the store says of the bytes. Those that were registered where they lie were never hashed. */
function told(bytes: SeededBytes | null) {
  const isHashed = bytes !== null && bytes.sizeBytes === bytes.head.length;
  return {
    sizeBytes: bytes?.sizeBytes ?? null,
    virtualSizeBytes: bytes?.virtualSizeBytes ?? null,
    md5: isHashed ? hash('md5', bytes.head) : null,
    sha256: isHashed ? hash('sha256', bytes.head) : null,
    sha512: isHashed ? hash('sha512', bytes.head) : null,
    stores: bytes === null ? [] : ['main'],
  };
}

export interface BulkImage {
  readonly image: Omit<
    StoredImage,
    'sizeBytes' | 'virtualSizeBytes' | 'md5' | 'sha256' | 'sha512' | 'stores'
  >;
  /** `null`: it has none yet. */
  readonly bytes: SeededBytes | null;
  readonly members?: readonly string[];
}

function plainImage(number: number): BulkImage {
  const head = Buffer.from(`bulk ${String(number).padStart(11, '0')}`);
  const createdAt = Date.parse('2025-01-01T00:00:00Z') * 1000 + number * 60_000_000;
  return {
    image: {
      id: `b0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      name: `bulk-${String(number).padStart(6, '0')}`,
      owner: projectIds.demo,
      status: 'active',
      visibility: 'private',
      isProtected: false,
      isHidden: false,
      diskFormat: 'raw',
      containerFormat: 'bare',
      minDiskGb: 0,
      minRamMb: 0,
      createdAt,
      updatedAt: createdAt,
      tags: [`group-${number % 10}`],
      properties: new Map([['bulk_number', String(number)]]),
    },
    bytes: { head, sizeBytes: head.length, virtualSizeBytes: head.length },
  };
}
