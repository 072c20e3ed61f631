import type { Image, ImageDocument } from '#shared/model/index.ts';

/** An image document with everything at its plainest, changed by `part`. */
export function imageDocument(part: Partial<Image> & { readonly id: string }): ImageDocument {
  const image: Image = {
    connection: 'cloud',
    name: `image ${part.id}`,
    status: 'ready',
    serviceStatus: 'active',
    sizeBytes: 1024,
    virtualSizeBytes: null,
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    visibility: 'private',
    owner: 'project',
    protected: false,
    hidden: false,
    minDiskGb: 0,
    minRamMb: 0,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-02T00:00:00Z',
    checksum: null,
    tags: [],
    properties: {},
    revision: '1',
    ...part,
  };
  return { image, raw: { id: image.id, name: image.name, raw: true } };
}

const NAMES = ['Debian', 'Ubuntu', 'ubuntu', 'Fedora', 'Ärger', 'zebra', 'CentOS', 'alpine'];

/** `count` images whose values repeat and are often missing, in no helpful order. The same each time. */
export function* generatedPages(
  connection: string,
  count: number,
  pageSize = 1000,
): Generator<readonly ImageDocument[]> {
  let random = 12_345;
  const next = (limit: number): number => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((random / 2_147_483_648) * limit);
  };
  for (let start = 0; start < count; start += pageSize) {
    const page: ImageDocument[] = [];
    for (let at = start; at < Math.min(start + pageSize, count); at++) {
      const day = String(1 + next(28)).padStart(2, '0');
      page.push(
        imageDocument({
          connection,
          id: `${next(1_000_000).toString(16)}-${at}`,
          name: next(10) === 0 ? null : `${NAMES[next(NAMES.length)]} ${next(500)}`,
          status: next(20) === 0 ? 'failed' : 'ready',
          sizeBytes: next(8) === 0 ? null : next(5_000_000_000),
          updatedAt: next(9) === 0 ? null : `2026-03-${day}T00:00:00Z`,
          owner: next(3) === 0 ? null : `owner-${next(40)}`,
          minDiskGb: next(4) === 0 ? null : next(100),
          tags: next(5) === 0 ? ['golden'] : [],
          properties: { os_distro: NAMES[next(NAMES.length)] ?? 'none' },
        }),
      );
    }
    yield page;
  }
}

export async function* asPages(...pages: readonly (readonly ImageDocument[])[]) {
  for (const page of pages) yield page;
}
