import type { Image } from '../../../src/shared/model/index.ts';

/** An image with every field set, for tests to differ from. */
export function imageOf(patch: Partial<Image> = {}): Image {
  return {
    connection: 'lab',
    id: 'a1',
    name: 'debian-13',
    status: 'ready',
    serviceStatus: 'active',
    sizeBytes: 1024,
    virtualSizeBytes: null,
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    visibility: 'private',
    owner: 'demo',
    protected: false,
    hidden: false,
    minDiskGb: 0,
    minRamMb: 0,
    createdAt: '2026-11-01T10:00:00Z',
    updatedAt: '2026-11-01T10:00:00Z',
    checksum: null,
    tags: [],
    properties: {},
    revision: '1',
    ...patch,
  };
}
