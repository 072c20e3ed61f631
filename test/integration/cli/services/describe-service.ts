import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionKind, Image, Receipt } from '#shared/model/index.ts';
import { makeQcow2 } from '../../../support/images.ts';
import { type ImageSource, openImageSource } from './image-source.ts';
import { MATRIX, type RowName, rowsOf } from './service-matrix.ts';
import { each, openWorkbench, type Workbench, wireError } from './workbench.ts';

/** What `image upload`, `import` and `copy` print. */
export interface Made {
  readonly image: Image;
  readonly receipt: Receipt;
}

/** One kind's commands. What a test runs by `does` is noted as seen to work for that row of the matrix. */
export interface ServiceUse {
  readonly bench: Workbench;
  readonly source: ImageSource;
  /** A raw disk and a QCOW2 in the workbench's folder. */
  readonly files: { readonly raw: string; readonly qcow2: string };
  does<Document>(row: RowName | readonly RowName[], ...args: readonly string[]): Promise<Document>;
  note(...rows: readonly RowName[]): void;
  show(id: string): Promise<Image & { readonly raw: unknown }>;
  /** `image list` has it, with and without a search for its name. */
  lists(image: Image): Promise<void>;
  /** Deletes it, after which it is not found. */
  deletes(id: string): Promise<void>;
  /** Downloads it to a file of this name, and gives the bytes. */
  downloads(id: string, fileName: string): Promise<Buffer>;
}

/**
 * Everything that a kind of service has works through the command line, and all that it has not is refused
 * without a request. `tests` says how; a row of the matrix that none of them ran fails at the end.
 */
export function describeService(
  kind: ConnectionKind,
  prepare: (bench: Workbench) => Promise<void>,
  tests: (service: ServiceUse) => void,
): void {
  describe(kind, { timeout: 60_000 }, () => {
    const seen = new Set<RowName>();
    let bench: Workbench;
    let source: ImageSource;
    let files: ServiceUse['files'];

    beforeAll(async () => {
      [bench, source] = await Promise.all([openWorkbench(kind), openImageSource()]);
      files = { raw: join(bench.folder, 'disk.raw'), qcow2: join(bench.folder, 'My disk (1).qcow2') };
      await writeFile(files.raw, source.raw);
      await makeQcow2(files.qcow2, { virtualMiB: 64, dataMiB: 1 });
      await bench.add(kind, kind, bench.announced(kind));
      await prepare(bench);
    });
    afterAll(async () => {
      source?.close();
      await bench?.stop();
    });

    test('refuses what it has not, with the reason and without a request', async () => {
      await bench.control.forgetRequests();
      await each(rowsOf(kind, false), 4, (row) => expectDenied(bench, kind, row));
      // A request is noted when it is over.
      await setTimeout(100);
      expect(await bench.control.requests()).toEqual([]);
    });

    test('passes the test of its connection, and the service was asked for that', async () => {
      const tested = await bench.done<{ passed: boolean; steps: { step: string }[] }>(
        'connection',
        'test',
        kind,
      );
      expect(tested.passed).toBe(true);
      expect(tested.steps.map(({ step }) => step)).toEqual([
        'address',
        'tls',
        'sign-in',
        'service',
        'version',
      ]);
      expect((await bench.control.requests()).length).toBeGreaterThan(0);
      const words = await bench.run('connection', 'test', kind);
      expect(words.stdout).toMatch(/^ {2}yes {2}image\.list/m);
      expect(words.stdout).toMatch(/^ {2}no {3}\S+: [A-Z].+\.$/m);
    });

    const does: ServiceUse['does'] = async (rows, ...args) => {
      const connection = args.includes('-c') ? [] : ['-c', kind];
      const document = await bench.done<never>(...args, ...connection);
      for (const row of [rows].flat()) seen.add(row as RowName);
      return document;
    };
    tests({
      get bench() {
        return bench;
      },
      get source() {
        return source;
      },
      get files() {
        return files;
      },
      does,
      note: (...rows) => {
        for (const row of rows) seen.add(row);
      },
      show: (id) => does('image show', 'image', 'show', id),
      async lists({ id, name }) {
        const all = await does<Image[]>('image list', 'image', 'list');
        const found = await does<Image[]>('image list --search', 'image', 'list', '--search', name ?? '');
        for (const list of [all, found]) expect(list.map((image) => image.id)).toContain(id);
        expect(found.length).toBeLessThan(all.length);
      },
      async deletes(id) {
        expect(await does('delete', 'image', 'delete', id)).toEqual([{ id, deleted: true }]);
        await bench.refused('NOT_FOUND', 'image', 'show', id, '-c', kind);
      },
      async downloads(id, fileName) {
        const path = join(bench.folder, fileName);
        const downloaded = await does<Made>('download', 'image', 'download', id, '-o', path);
        expect(downloaded).toMatchObject({
          path,
          receipt: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        });
        return readFile(path);
      },
    });

    test('has no row of the matrix that was not seen to work', () => {
      expect([...rowsOf(kind, true)].filter((row) => !seen.has(row))).toEqual([]);
    });
  });
}

async function expectDenied(bench: Workbench, kind: ConnectionKind, row: RowName): Promise<void> {
  const outcome = await bench.run(...MATRIX[row].command, '-c', kind, '--json');
  const error = wireError(outcome);
  expect({ row, code: outcome.code, error }, outcome.stderr).toMatchObject({
    row,
    code: 1,
    error: { code: 'UNSUPPORTED', message: expect.stringMatching(/^[A-Z].{10,}\.$/) },
  });
  expect(error.message).not.toContain('does not speak');
  // `image delete` also reports each id, with the same reason.
  const reported = [{ deleted: false, error: { code: 'UNSUPPORTED', message: error.message } }];
  if (row === 'delete with the file') expect(outcome.json()).toMatchObject(reported);
  else expect(outcome.stdout).toBe('');
}
