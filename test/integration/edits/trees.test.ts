import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench } from './bench.ts';

/** Project-FiFo, whose properties are trees: their keys are ways (fifo.md §4). */
let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench([]);
});
afterAll(() => bench?.close());

describe('a waiting edit of a tree of properties', () => {
  test('is measured, compared and sent by the ways into it', async () => {
    const { id } = await bench.first('fifo');
    await bench.see('fifo', id);
    await bench.queue('fifo', id, { setProperties: { 'argosy/notes': { by: 'ann', at: [1, 2] } } });
    const queued = await bench.queue('fifo', id, {
      setProperties: { 'argosy/notes/done': true, 'argosy/gone': 1 },
    });
    expect(queued?.edit.setProperties).toEqual({
      'argosy/notes': { by: 'ann', at: [1, 2], done: true },
      'argosy/gone': 1,
    });
    // Taken back: there was nothing before.
    await bench.queue('fifo', id, { unsetProperties: ['argosy/gone'] });

    const [reviewed] = await bench.review();
    expect(reviewed?.fields).toEqual([
      {
        field: 'property.argosy/notes',
        base: null,
        wanted: { by: 'ann', at: [1, 2], done: true },
        now: null,
        state: 'clean',
      },
    ]);
    const order = { connection: 'fifo', id, revision: reviewed?.now?.revision ?? '', skip: [] };
    const [sent] = await bench.send(order);
    expect(sent).toMatchObject({
      error: null,
      document: { image: { properties: { argosy: { notes: { done: true, at: [1, 2], by: 'ann' } } } } },
    });

    // The same again, its keys in another order: there is nothing to wait for.
    const same = { setProperties: { 'argosy/notes': { done: true, at: [1, 2], by: 'ann' } } };
    expect(await bench.queue('fifo', id, same)).toBeNull();
  });
});
