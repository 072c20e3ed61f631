import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLocalFile } from '../../../src/main/inspect/index.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy-local-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads anywhere, and less only at the end', async () => {
  const path = join(folder, 'ten.img');
  await writeFile(path, '0123456789');
  const file = await openLocalFile(path);
  expect(file.sizeBytes).toBe(10);
  expect(Buffer.from(await file.read(3, 4)).toString()).toBe('3456');
  expect(Buffer.from(await file.read(8, 100)).toString()).toBe('89');
  expect((await file.read(10, 5)).length).toBe(0);
  await file.close();
  await expect(file.read(0, 1)).rejects.toMatchObject({ code: 'CORRUPT' });
});

it('says that a file is not there', async () => {
  const path = join(folder, 'missing.img');
  await expect(openLocalFile(path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('takes neither a folder nor a pipe, and does not wait for the pipe', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(openLocalFile(folder)).rejects.toMatchObject({ code: 'INVALID' });
  await expect(openLocalFile(pipe)).rejects.toMatchObject({ code: 'INVALID' });
});
