import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGrants } from '../../../src/main/transfers/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy-grants-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a grant', () => {
  it('tells the file’s name and size, and never where it lies', async () => {
    const path = join(folder, 'disk.img');
    await writeFile(path, 'abc');
    const grants = createGrants();
    const granted = await grants.file(path);
    expect(granted).toMatchObject({ fileName: 'disk.img', sizeBytes: 3 });
    expect(JSON.stringify(granted)).not.toContain(folder);
    expect(grants.find(granted.grant)).toMatchObject({ type: 'source', source: { path } });
  });

  it('is unguessable, and gone once revoked', () => {
    const grants = createGrants();
    const one = grants.destination(join(folder, 'a'));
    const other = grants.destination(join(folder, 'a'));
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[\w-]{32}$/);
    grants.revoke(one);
    expect(grants.find(one)).toBeUndefined();
    expect(grants.find(other)).toMatchObject({ onExisting: 'refuse' });
  });

  it('is not given for what is no file', async () => {
    const grants = createGrants();
    await expect(grants.file(join(folder, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(grants.file(folder)).rejects.toMatchObject({ code: 'INVALID' });
  });
});
