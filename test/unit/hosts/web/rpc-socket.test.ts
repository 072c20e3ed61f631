import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startWebRig, type WebRig } from './web-rig.ts';

let rig: WebRig;
afterEach(() => rig.close());

async function connectedPage(): Promise<WebSocket> {
  const headers = { origin: rig.origin, cookie: await rig.cookie() };
  const page = new WebSocket(`${rig.origin.replace('http', 'ws')}/rpc`, { headers });
  await once(page, 'open');
  return page;
}

test('a call still running is aborted when its page goes away', async () => {
  let aborted: (() => void) | undefined;
  const wasAborted = new Promise<void>((resolve) => {
    aborted = resolve;
  });
  let begun: (() => void) | undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  rig = await startWebRig({
    handlers: {
      'images.list': (_params, { signal }) =>
        new Promise((resolve) => {
          begun?.();
          signal.addEventListener('abort', () => {
            aborted?.();
            resolve([]);
          });
        }),
    },
  });
  const page = await connectedPage();
  page.send(JSON.stringify({ id: 1, call: 'images.list', params: { connection: 'lab' } }));
  await hasBegun;
  page.terminate();
  await wasAborted;
});

test.each([
  ['not JSON', 'hello', 1008],
  ['no call', '{"id":1}', 1008],
  ['a strange id', '{"id":"1","call":"app.info","params":{}}', 1008],
  ['more than 4 MiB', `{"id":1,"call":"${'x'.repeat(4 * 1024 * 1024)}","params":{}}`, 1009],
])('a frame that is %s ends the connection', async (_what, frame, code) => {
  rig = await startWebRig();
  const page = await connectedPage();
  page.send(frame);
  const [closedWith] = await once(page, 'close');
  expect(closedWith).toBe(code);
});

test('answers come as they are ready, each under its own id', async () => {
  rig = await startWebRig({
    handlers: {
      'catalog.sync': () => new Promise((resolve) => setTimeout(() => resolve({ done: [], failed: [] }), 50)),
      'transfers.list': async () => [],
    },
  });
  const page = await connectedPage();
  page.send(JSON.stringify({ id: 7, call: 'catalog.sync', params: {} }));
  page.send(JSON.stringify({ id: 8, call: 'transfers.list', params: {} }));
  const answers: unknown[] = [];
  while (answers.length < 2) answers.push(JSON.parse(String((await once(page, 'message'))[0])));
  expect(answers).toEqual([
    { id: 8, ok: true, value: [] },
    { id: 7, ok: true, value: { done: [], failed: [] } },
  ]);
});

test('a page that hangs does not keep the host from ending', async () => {
  rig = await startWebRig();
  const page = await connectedPage();
  page.pause();
  const startedAt = performance.now();
  await rig.host.close();
  expect(performance.now() - startedAt).toBeLessThan(3000);
  page.terminate();
});
