import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import type { Image, QueuedEdit, ReviewedEdit } from '../../../src/shared/model/index.ts';
import { argosy } from '../../support/argosy.ts';
import { type Lab, openLab } from '../../support/lab.ts';
import { GlanceClient } from '../sandbox/client.ts';

/** Of a person's day: change something on the plane, look at it and send it after landing. */
let folder: Lab['folder'];
let sandbox: Sandbox;
let home: string;
let ids: readonly string[];

const run = (...args: readonly string[]) => argosy(args, { home });
interface Sent {
  readonly id: string;
  readonly sent: boolean;
  readonly image?: Image;
  readonly error?: { readonly code: string };
}

beforeAll(async () => {
  ({ folder, home, sandbox } = await openLab('edits-cli', async (client) => {
    ids = [await client.create({ name: 'one', min_ram: 512 }), await client.create({ name: 'two' })];
  }));
});
afterAll(async () => {
  await sandbox?.close();
  await folder?.remove();
});

describe('argosy image set --queue, and argosy edit', () => {
  test('queue with the service down, review, and send what nobody contradicts', async () => {
    const port = Number(new URL(sandbox.url).port);
    const [one = '', two = ''] = ids;
    await sandbox.close();

    const queued = await run(
      '--json',
      'image',
      'set',
      '-c',
      'lab',
      one,
      '--name',
      'uno',
      '--min-ram',
      '1024',
      '--queue',
    );
    expect(queued.code, queued.stderr).toBe(0);
    expect(queued.json<QueuedEdit>()).toMatchObject({
      connection: 'lab',
      imageId: one,
      edit: { name: 'uno', minRamMb: 1024 },
      base: { name: 'one' },
    });
    expect((await run('image', 'set', '-c', 'lab', two, '--tag', 'db', '--queue')).code).toBe(0);
    expect((await run('--json', 'edit', 'list')).json<QueuedEdit[]>().map(({ imageId }) => imageId)).toEqual([
      one,
      two,
    ]);
    const away = await run('edit', 'review');
    expect(away.code).toBe(1);
    expect(away.stderr).toContain('error: UNREACHABLE:');

    sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox'), port });
    const client = await GlanceClient.signIn(sandbox, 'demo');
    await client.patch(one, { op: 'replace', path: '/name', value: 'eins' });
    const review = await run('--json', 'edit', 'review', '-c', 'lab');
    expect(review.code, review.stderr).toBe(0);
    const fields = review
      .json<ReviewedEdit[]>()
      .map((each) => each.fields.map(({ field, state }) => `${field} ${state}`));
    expect(fields).toEqual([['name conflict', 'minRamMb clean'], ['tag.db clean']]);
    expect((await run('edit', 'review')).stdout).toMatch(/name +one +uno +eins +conflict/);

    const sent = await run('--json', 'edit', 'send', '--all');
    expect(sent.code).toBe(1);
    expect(sent.json<Sent[]>()).toMatchObject([
      { id: one, sent: false, error: { code: 'CONFLICT' } },
      { id: two, sent: true, image: { tags: ['db'] } },
    ]);
    expect(await client.show(one)).toMatchObject({ name: 'eins', min_ram: 512 });

    const over = await run('--json', 'edit', 'send', '-c', 'lab', one, '--over-conflicts');
    expect(over.code, over.stderr).toBe(0);
    expect(await client.show(one)).toMatchObject({ name: 'uno', min_ram: 1024 });
    expect((await run('--json', 'edit', 'list')).json<QueuedEdit[]>()).toEqual([]);
  });

  test('leave theirs where both changed the same, discard, and set back to what it was', async () => {
    const [, two = ''] = ids;
    const client = await GlanceClient.signIn(sandbox, 'demo');
    await run('image', 'set', '-c', 'lab', two, '--name', 'due', '--property', 'a=b', '--queue');
    await client.patch(two, { op: 'replace', path: '/name', value: 'zwei' });
    const sent = await run('edit', 'send', '-c', 'lab', '--leave-conflicts');
    expect(sent.code, sent.stderr).toBe(0);
    expect(await client.show(two)).toMatchObject({ name: 'zwei', a: 'b' });

    await run('image', 'set', '-c', 'lab', two, '--name', 'dos', '--queue');
    const back = await run('--json', 'image', 'set', '-c', 'lab', two, '--name', 'zwei', '--queue');
    expect(back.json<null>()).toBeNull();
    await run('image', 'set', '-c', 'lab', two, '--name', 'dos', '--queue');
    const discarded = await run('--json', 'edit', 'discard', '-c', 'lab', two);
    expect(discarded.json<QueuedEdit[]>()).toMatchObject([{ imageId: two, edit: { name: 'dos' } }]);
    const again = await run('edit', 'discard', '-c', 'lab', two);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('NOT_FOUND')]);
  });

  test.each([
    [['edit', 'send'], 'say --all'],
    [['edit', 'send', '--all', '-c', 'lab'], '--all goes alone'],
    [['edit', 'send', '--all', '--over-conflicts', '--leave-conflicts'], 'contradict'],
    [['image', 'set', '-c', 'lab', 'x', '--name', 'y', '--queue', '--force'], '--force belongs'],
  ])('%j is a wrong use', async (args, words) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  test('the edits of a removed connection go with it', async () => {
    const [, two = ''] = ids;
    expect((await run('image', 'set', '-c', 'lab', two, '--name', 'dos', '--queue')).code).toBe(0);
    expect((await run('connection', 'remove', 'lab')).code).toBe(0);
    expect((await run('--json', 'edit', 'list')).json<QueuedEdit[]>()).toEqual([]);
  });
});
