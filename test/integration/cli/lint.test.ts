import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LintFinding } from '#shared/properties/index.ts';
import type { Sandbox } from '../../../src/sandbox/server.ts';
import { argosy } from '../../support/argosy.ts';
import { type Lab, openLab } from '../../support/lab.ts';

/** What is wrong with images, told on the command line. */
let folder: Lab['folder'];
let sandbox: Sandbox;
let home: string;
let wrong: string;
let clean: string;
let full: string;

interface Linted {
  readonly id: string;
  readonly findings: readonly LintFinding[];
}

const run = (...args: readonly string[]) => argosy(args, { home });

beforeAll(async () => {
  ({ folder, home, sandbox } = await openLab('lint', async (client) => {
    wrong = await client.create({
      name: 'wrong',
      architecture: 'x64',
      hw_disk_buss: 'virtio',
      hw_firmware_type: 'bios',
      os_secure_boot: 'required',
    });
    full = await client.createActive(randomBytes(4096), {
      ...{ name: 'full', disk_format: 'raw', container_format: 'bare' },
      ...{ os_distro: 'debian', hw_disk_bus: 'virtio' },
    });
    clean = await client.create({ name: 'clean', os_distro: 'debian', hw_disk_bus: 'virtio' });
  }));
});
afterAll(async () => {
  await sandbox?.close();
  await folder?.remove();
});

describe('image lint', () => {
  test('tells each image’s findings from the catalogue, without any request', async () => {
    sandbox.requests.clear();
    const told = await run('--json', 'image', 'lint', '-c', 'lab', wrong, clean);
    expect(told.code, told.stderr).toBe(0);
    const [first, second] = told.json<readonly Linted[]>();
    expect(first?.findings.map(({ code }) => code).sort()).toEqual([
      'architecture-spelling',
      'key-typo',
      'secure-boot-without-q35',
      'secure-boot-without-uefi',
    ]);
    expect(second).toMatchObject({ id: clean, findings: [] });
    expect(sandbox.requests.list()).toEqual([]);
  });

  test('names the reason and the line that mends it; the line does', async () => {
    const told = await run('image', 'lint', '-c', 'lab', wrong);
    expect(told.stdout).toContain(
      'warning  Nobody reads “hw_disk_buss”; did you mean hw_disk_bus? [key-typo]',
    );
    const line = `argosy image set -c lab --property hw_disk_bus=virtio --unset hw_disk_buss ${wrong}`;
    expect(told.stdout).toContain(`fix: ${line}`);
    const mended = await run(...line.split(' ').slice(1));
    expect(mended.code, mended.stderr).toBe(0);
    expect((await run('image', 'lint', '-c', 'lab', wrong)).stdout).not.toContain('key-typo');
  });

  test('exits with 1 only where that is asked for, or an image is not there', async () => {
    expect((await run('image', 'lint', '-c', 'lab', '--strict', wrong)).code).toBe(1);
    const silent = await run('image', 'lint', '-c', 'lab', '--strict', clean);
    expect(silent).toMatchObject({ code: 0, stdout: `clean (${clean}, lab): nothing found\n` });
    const gone = await run('image', 'lint', '-c', 'lab', '00000000-0000-4000-8000-000000000000', clean);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('error: NOT_FOUND: ');
    expect(gone.stdout).toContain('nothing found');
  });

  test('takes a look inside that could not be had for no pass, with --strict or without', async () => {
    // It has no bytes yet: its metadata is in order, and that is all that can be told.
    for (const strict of [['--strict'], []]) {
      const told = await run('image', 'lint', '-c', 'lab', '--inspect', ...strict, clean);
      expect(told).toMatchObject({ code: 1, stdout: `clean (${clean}, lab): nothing found\n` });
      expect(told.stderr).toMatch(
        new RegExp(
          `^error: [A-Z_]+: "clean" \\(${clean}\\) could not be looked into, only its metadata was checked: `,
          'm',
        ),
      );
    }
    const json = await run('--json', 'image', 'lint', '-c', 'lab', '--inspect', clean);
    expect(json.json<readonly Linted[]>()).toMatchObject([{ id: clean, findings: [] }]);
    expect(JSON.parse(json.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
      message: expect.stringContaining('could not be looked into'),
    });
  });

  test('passes with a look inside that was had', async () => {
    const told = await run('image', 'lint', '-c', 'lab', '--inspect', '--strict', full);
    expect(told).toMatchObject({ code: 0, stderr: '', stdout: `full (${full}, lab): nothing found\n` });
  });
});
