import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openCatalog } from '../../../src/main/catalog/index.ts';
import { catalogFile } from '../../unit/catalog/catalog-file.ts';
import { temporaryFolder } from '../../unit/connections/temporary-folder.ts';
import { IMAGES, pagesOf } from './sync-process.ts';

const seed = Number(process.env['ARGOSY_SEED'] ?? Date.now() % 1_000_000);
const KILLS = 20;
/** About as long as the child's sync takes. */
const LONGEST_MS = 400;

let random = seed;
function next(limit: number): number {
  random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((random / 2 ** 32) * limit);
}

const namesOf = (state: number): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...pagesOf(state)]
      .flat()
      .map(({ image }) => [image.id, image.name] as const)
      .toSorted(([one], [two]) => (one < two ? -1 : 1)),
  );

async function syncIn(path: string, state: number): Promise<void> {
  const notices: string[] = [];
  const catalog = await openCatalog(path, { onNotice: (message) => notices.push(message) });
  async function* pages() {
    yield* pagesOf(state, 1000);
  }
  await catalog.sync('cloud', pages());
  await catalog.close();
  expect(notices).toEqual([]);
}

/** Begins a sync to `state` in a process of its own, and kills that after so long. */
async function killedAfter(path: string, state: number, ms: number): Promise<string> {
  const script = fileURLToPath(new URL('./sync-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, String(state)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  await once(child.stdout, 'data');
  await setTimeout(ms);
  child.kill('SIGKILL');
  await exited;
  return said;
}

it(`a sync killed ${KILLS} times leaves the old list or the new one (ARGOSY_SEED=${seed})`, {
  timeout: 120_000,
}, async () => {
  const path = join(temporaryFolder(), 'catalog.sqlite');
  await syncIn(path, 0);
  let state = 0;
  let old = 0;
  for (let kill = 1; kill <= KILLS; kill++) {
    const afterMs = next(LONGEST_MS);
    const said = await killedAfter(path, kill, afterMs);
    const names = catalogFile(path).names();
    const is = Object.values(names).includes(`state ${kill}`) ? kill : state;
    if (said.includes('done')) expect(is).toBe(kill);
    if (is === state) old += 1;
    expect({ afterMs, same: JSON.stringify(names) === JSON.stringify(namesOf(is)) }).toEqual({
      afterMs,
      same: true,
    });
    state = is;
    expect(catalogFile(path).connection()).toMatchObject({ images: IMAGES });
  }
  // What the killed ones left behind is in nobody's way.
  await syncIn(path, 99);
  expect(catalogFile(path).names()).toEqual(namesOf(99));
  expect(catalogFile(path).ids()).toHaveLength(IMAGES);
  expect(catalogFile(path).all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(readdirSync(dirname(path)).filter((name) => name.includes('damaged'))).toEqual([]);
  expect(old).toBeGreaterThan(0);
});
