import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import {
  createInspectionHandlers,
  type InspectionHandlersDeps,
} from '../../../src/main/images/inspection-handlers.ts';
import { declaredCapabilities } from '../../../src/main/providers/index.ts';
import { fakeCloud, TINY } from '../providers/fake-cloud.ts';

const MIB = 1024 ** 2;
const TOTAL = 10 * 1024 * MIB;
const IMAGE = `/image/v2/images/${TINY.id}`;

/** Gives bytes for as long as somebody takes them. */
function pour(response: ServerResponse, chunkBytes = 65_536, everyMs = 0): 'handled' {
  const more = (): void => {
    if (response.destroyed) return;
    if (response.write(Buffer.alloc(chunkBytes, 7))) setTimeout(more, everyMs);
    else response.once('drain', more);
  };
  more();
  return 'handled';
}

/** What a service answers to a request for the bytes; `from` where it is for a range. */
type Give = (response: ServerResponse, from: number | undefined) => 'handled' | { readonly status: number };
const whole: Give = (response) => pour(response.writeHead(200, { 'content-length': `${TOTAL}` }));
const ranged =
  (range: string): Give =>
  (response, from) =>
    from === undefined
      ? whole(response, from)
      : pour(response.writeHead(206, { 'content-range': range.replace('FROM', `${from}`) }));

async function look(give: Give, signal = new AbortController().signal) {
  let open = 0;
  let asked = 0;
  const cloud = await fakeCloud(({ path, headers }, response) => {
    if (path === IMAGE) return { body: { ...TINY, size: null } };
    if (path !== `${IMAGE}/file`) return undefined;
    asked += 1;
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    const from = /bytes=(\d+)-/.exec(headers.range ?? '')?.[1];
    return give(response, from === undefined ? undefined : Number(from));
  });
  const kept: unknown[] = [];
  const handlers = createInspectionHandlers({
    provider: async () => cloud.provider,
    catalog: { keep: async (...all: readonly unknown[]) => void kept.push(all) },
    declaredCapabilities: () => declaredCapabilities('glance'),
    log: { error: () => undefined },
  } as unknown as InspectionHandlersDeps);
  const outcome = await handlers['images.inspect']({ connection: 'lab', id: TINY.id }, { signal }).then(
    ({ value }) => ({ format: value.format, sizeBytes: value.sizeBytes }),
    ({ code }: { readonly code: string }) => ({ code }),
  );
  await expect.poll(() => open, { message: 'every socket is given back' }).toBe(0);
  return { outcome, asked, kept: kept.length };
}

test.for<readonly [string, Give, object, number]>([
  ['without an end or a length', (response) => pour(response), { format: 'raw', sizeBytes: MIB }, 1],
  ['of gigabytes, whatever range is asked for', whole, { format: 'raw', sizeBytes: TOTAL }, 2],
  ['as a range without an end', ranged(`bytes FROM-${TOTAL - 1}/${TOTAL}`), { sizeBytes: TOTAL }, 2],
  ['as a range of another size', ranged(`bytes FROM-9/${TOTAL * 2}`), { sizeBytes: TOTAL }, 2],
  ['with garbage for a range', ranged('bytes x-y/z'), { sizeBytes: TOTAL }, 3],
  [
    'refusing ranges',
    (response, from) => (from === undefined ? whole(response, from) : { status: 416 }),
    { sizeBytes: TOTAL },
    3,
  ],
  [
    'of a length that no number holds',
    (response) => pour(response.writeHead(200, { 'content-length': '9999999999999999' })),
    { code: 'INVALID' },
    2,
  ],
  ['that are none', () => ({ status: 204 }), { code: 'CONFLICT' }, 1],
  ['that it keeps', () => ({ status: 403 }), { code: 'FORBIDDEN' }, 1],
])('bytes %s', async ([, give, wanted, requests]) => {
  const { outcome, asked, kept } = await look(give);
  expect(outcome).toMatchObject(wanted);
  expect(asked).toBeLessThanOrEqual(requests);
  expect(kept).toBe('code' in wanted ? 0 : 1);
});

test('bytes that trickle are given up with their caller', async () => {
  const caller = new AbortController();
  setTimeout(() => caller.abort(), 100);
  const trickle: Give = (response) => pour(response.writeHead(200, { 'content-length': `${TOTAL}` }), 10, 20);
  expect(await look(trickle, caller.signal)).toMatchObject({ outcome: { code: 'CANCELLED' }, kept: 0 });
});
