import { blockHash, inBlocks, objectHash } from '../store/pithos-blocks.ts';
import type { Store } from '../store/store.ts';
import { rawDisk } from './disk-bytes.ts';
import { projectIds } from './identities.ts';

const MiB = 1024 * 1024;

interface SeedObject {
  readonly uuid: string;
  readonly name: string;
  readonly bytes: () => Buffer;
}

/** Disks in demo's Pithos container `images` that nobody has registered as an image yet. */
export const seedObjects: readonly SeedObject[] = [
  {
    uuid: '6e1f0b72-58c3-4d9a-b1f4-27a90c5d3e01',
    name: 'nightly/debian-13.diskdump',
    bytes: () => rawDisk(2 * MiB, 0x83, 'nightly-debian-13'),
  },
  {
    uuid: '8a27d4c9-03be-4f61-9d58-c14e7b60fa02',
    name: 'windows data.ntfsdump',
    bytes: () => rawDisk(MiB, 0x07, 'windows-data'),
  },
];

/** Puts an object's bytes in place; what it returns writes the row. */
export async function preparePithosObject(
  store: Store,
  { uuid, name, bytes }: SeedObject,
): Promise<(store: Store) => void> {
  const hashes: string[] = [];
  async function* hashed() {
    for await (const block of inBlocks(once(bytes()))) {
      hashes.push(await blockHash(block));
      yield block;
    }
  }
  const { keep, discard: _discard, ...written } = await store.blobs.receive(hashed());
  await keep('main', uuid);
  const content = { ...written, contentType: 'application/octet-stream', hash: await objectHash(hashes) };
  return ({ pithos }) => {
    pithos.put(uuid, { account: projectIds.demo, container: 'images', name }, content);
  };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
