import type { Image, Inspection } from '#shared/model/index.ts';

/** An image as a service tells it, ready and without any properties, changed as a test wants it. */
export function anImage(changes: Partial<Image> = {}): Image {
  return {
    connection: 'cloud',
    id: 'b7f4a1d2-0000-4000-8000-000000000001',
    name: 'an image',
    status: 'ready',
    serviceStatus: 'active',
    sizeBytes: 600_000_000,
    virtualSizeBytes: null,
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    visibility: 'private',
    owner: 'demo',
    protected: false,
    hidden: false,
    minDiskGb: 0,
    minRamMb: 0,
    createdAt: '2025-11-01T00:00:00Z',
    updatedAt: '2025-11-01T00:00:00Z',
    checksum: null,
    tags: [],
    properties: {},
    revision: '1',
    ...changes,
  };
}

export function anInspection(changes: Partial<Inspection> = {}): Inspection {
  return {
    sizeBytes: 600_000_000,
    wrapper: null,
    format: 'qcow2',
    subformat: 'v3',
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    virtualSizeBytes: null,
    clusterSizeBytes: 65_536,
    backingFile: null,
    dataFile: null,
    encryption: null,
    dirty: false,
    corrupt: false,
    partitionTable: 'gpt',
    efiSystemPartition: null,
    minDiskGb: null,
    findings: [],
    ...changes,
  };
}
