import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Image, ImageDocument } from '#shared/model/index.ts';
import { type Catalog, openCatalog } from '../../../src/main/catalog/index.ts';
import { temporaryFolder } from '../connections/temporary-folder.ts';
import { catalogFile } from './catalog-file.ts';
import { imageDocument } from './generated-images.ts';

const path = join(temporaryFolder(), 'catalog.sqlite');
let catalog: Catalog;

beforeAll(async () => {
  catalog = await openCatalog(path, { onNotice: (message) => expect.unreachable(message) });
  await catalog.stats('none');
});
afterAll(() => catalog.close());

/** A cloud in the simplest form: the version of each image. */
type Cloud = ReadonlyMap<string, number>;

interface Step {
  readonly kind: 'full' | 'changes' | 'cut' | 'upsert' | 'remove';
  readonly list: Cloud;
  /** What happens here while the pages come. */
  readonly meanwhile: { readonly id: string; readonly version: number | null } | null;
}

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const version = fc.integer({ min: 1, max: 4 });
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('full', 'full', 'full', 'changes', 'cut', 'upsert', 'remove'),
  list: fc.array(fc.tuple(id, version), { maxLength: 9 }).map((entries) => new Map(entries)),
  meanwhile: fc.option(fc.record({ id, version: fc.option(version) }), { freq: 4 }),
});

let runs = 0;

it('after any syncs, edits and removals holds what a plain map holds, and tells each change once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const connection = `cloud ${runs++}`;
      const model = new Map<string, number>();
      let told: Map<string, number> | undefined;
      for (const one of steps) {
        const isFirstSync = catalogFile(path).connection(connection)?.['synced_at'] == null;
        await perform(connection, one, model);
        if (isFirstSync && (one.kind === 'full' || one.kind === 'changes')) told = new Map(model);
      }
      const file = catalogFile(path);
      expect(file.names(connection)).toEqual(namesOf(model));
      if (model.size > 0 || told !== undefined) {
        expect(file.connection(connection)).toMatchObject({ images: model.size });
      }
      // Forgotten with the first sync, the changes since add up to what is seen now.
      if (told !== undefined) expect(replay(connection, told)).toEqual(namesOf(model));
    }),
    { numRuns: 150 },
  );
});

async function perform(connection: string, one: Step, model: Map<string, number>): Promise<void> {
  const [first] = one.list;
  if (one.kind === 'upsert') {
    if (first === undefined) return;
    await catalog.upsert(document(connection, ...first));
    model.set(...first);
    return;
  }
  if (one.kind === 'remove') {
    await catalog.remove(connection, first?.[0] ?? 'nothing');
    model.delete(first?.[0] ?? 'nothing');
    return;
  }
  const before = new Map(model);
  const { meanwhile } = one;
  async function* pages() {
    const documents = [...one.list].map(([name, number]) => document(connection, name, number));
    yield documents.slice(0, 3);
    if (meanwhile !== null) await change(connection, meanwhile, model);
    if (one.kind === 'cut') throw new Error('The line was cut.');
    yield documents.slice(3);
  }
  if (one.kind === 'cut') {
    await expect(catalog.sync(connection, pages())).rejects.toThrow('The line was cut.');
    return;
  }
  const result = await catalog.sync(connection, pages(), { pass: one.kind });
  const between = new Map(model);
  const isMine = (name: string): boolean => name !== meanwhile?.id;
  for (const [name, number] of one.list) if (isMine(name)) model.set(name, number);
  if (one.kind === 'full') {
    for (const name of between.keys()) if (isMine(name) && !one.list.has(name)) model.delete(name);
  }
  const mine = (of: ReadonlyMap<string, number>) => [...of.keys()].filter(isMine);
  expect(result).toMatchObject({
    images: model.size,
    added: mine(model).filter((name) => !before.has(name)).length,
    changed: mine(model).filter((name) => before.has(name) && before.get(name) !== model.get(name)).length,
    removed: mine(before).filter((name) => !model.has(name)).length,
  });
}

async function change(
  connection: string,
  to: NonNullable<Step['meanwhile']>,
  model: Map<string, number>,
): Promise<void> {
  if (to.version === null) {
    await catalog.remove(connection, to.id);
    model.delete(to.id);
  } else {
    await catalog.upsert(document(connection, to.id, to.version));
    model.set(to.id, to.version);
  }
}

function document(connection: string, name: string, number: number): ImageDocument {
  return imageDocument({ connection, id: name, name: `version ${number}`, revision: String(number) });
}

function namesOf(cloud: Cloud): Readonly<Record<string, string>> {
  return Object.fromEntries([...cloud].map(([name, number]) => [name, `version ${number}`]));
}

/** Goes back from the present by what was before each change, as browsing the past does, and compares with `begin`. */
function replay(connection: string, begin: Cloud): Readonly<Record<string, unknown>> {
  const file = catalogFile(path);
  const now = file.names(connection);
  const changes = file.changes().filter((row) => row['connection'] === connection);
  const past: Record<string, unknown> = { ...now };
  for (const { id: name, kind, before } of changes.toReversed()) {
    const key = String(name);
    if (kind === 'new') {
      expect(past).toHaveProperty(key);
      delete past[key];
    } else {
      if (kind === 'gone') expect(past).not.toHaveProperty(key);
      past[key] = (JSON.parse(String(before)) as Image).name;
    }
  }
  expect(past).toEqual(namesOf(begin));
  return now;
}
