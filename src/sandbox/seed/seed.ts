import { headerBytes, virtualSizeBytes } from '../inspect/disk-header.ts';
import type { Store } from '../store/store.ts';
import type { Switches } from '../switches/switches.ts';
import { seedAlliance } from './alliance-places.ts';
import { insertBulkImages } from './bulk-images.ts';
import { type SeedImage, seedCatalogue } from './catalogue.ts';
import { seedIdentities } from './identities.ts';
import { seedPackages } from './packages.ts';
import { preparePithosObject, seedObjects } from './pithos-objects.ts';

/** Bytes that are in place, with the row that will refer to them. */
type Insert = (store: Store) => void;

/** Fills an empty store: accounts always, the example images unless `empty`, and `bulk-images` more. */
export async function seed(store: Store, switches: Switches): Promise<void> {
  const inserts: Insert[] = [seedIdentities];
  if (!switches.flag('empty')) {
    for (const image of seedCatalogue) inserts.push(await prepareImage(store, image));
    inserts.push(seedAlliance);
    for (const seeded of seedPackages) inserts.push(({ packages }) => packages.add(seeded));
    for (const object of seedObjects) inserts.push(await preparePithosObject(store, object));
  }
  inserts.push(() =>
    insertBulkImages(store, switches.number('bulk-images') ?? 0, switches.flag('bulk-variety')),
  );
  store.transaction(() => {
    for (const insert of inserts) insert(store);
  });
}

async function prepareImage(store: Store, image: SeedImage): Promise<Insert> {
  const { id, bytes, createdAt, members = {}, properties = {}, ...fields } = image;
  const data = bytes === undefined ? undefined : await keepBytes(store, image.diskFormat, id, bytes());
  const created = Date.parse(createdAt) * 1000;
  const row = { ...fields, ...data, id, createdAt: created, properties: new Map(Object.entries(properties)) };
  return () => {
    store.images.insert(row);
    for (const [memberId, status] of Object.entries(members)) store.members.add(id, memberId, status);
  };
}

async function keepBytes(store: Store, diskFormat: string | null, id: string, bytes: Buffer) {
  const blob = await store.blobs.receive(chunks(bytes));
  await blob.keep('main', id);
  const { sizeBytes, md5, sha256, sha512 } = blob;
  const virtual = virtualSizeBytes(diskFormat, bytes.subarray(0, headerBytes), sizeBytes);
  return { sizeBytes, virtualSizeBytes: virtual, md5, sha256, sha512, stores: ['main'] };
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
