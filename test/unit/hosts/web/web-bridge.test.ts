import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Bridge, createWebBridge } from '../../../../src/renderer/src/rpc/index.ts';
import { createNodeBrowser, type NodeBrowser } from '../../../contract/node-browser.ts';
import { eventually } from '../../../support/eventually.ts';
import { ask, startWebRig, type WebRig, writeAll } from './web-rig.ts';

let rig: WebRig;
let bridge: Bridge;
afterEach(async () => {
  bridge.close();
  await rig.close();
});

const settled = (state: string) => eventually(() => expect(bridge.connectionState.get()).toBe(state));

async function openPage(options: Parameters<typeof startWebRig>[0] = {}): Promise<NodeBrowser> {
  rig = await startWebRig(options);
  const browser = createNodeBrowser(rig.host.url);
  bridge = createWebBridge(browser);
  return browser;
}

describe('the session', () => {
  test('is taken out of the address bar, and the cookie serves from then on', async () => {
    const browser = await openPage({ handlers: { 'transfers.list': async () => [] } });
    expect(bridge.connectionState.get()).toBe('connecting');
    // Made before there is a connection: it waits for it.
    expect(await bridge.call('transfers.list', {})).toEqual({ ok: true, value: [] });
    expect(bridge.connectionState.get()).toBe('connected');
    expect(browser.address()).toBe(`${rig.origin}/`);
    bridge.close();
    bridge = createWebBridge(browser);
    await settled('connected');
  });

  test('that is wrong leaves the page unauthorized, and its calls say what to do', async () => {
    rig = await startWebRig();
    bridge = createWebBridge(createNodeBrowser(`${rig.origin}/#session=${'x'.repeat(43)}`));
    const early = bridge.call('transfers.list', {});
    await settled('unauthorized');
    const refusal = { ok: false, error: { code: 'AUTH_REQUIRED', hint: expect.stringContaining('address') } };
    expect(await early).toMatchObject(refusal);
    expect(await bridge.call('transfers.list', {})).toMatchObject(refusal);
  });
});

describe('a broken connection', () => {
  test('fails what was under way, comes back by itself, and calls and events go on', async () => {
    const browser = await openPage({
      handlers: { 'catalog.sync': () => new Promise(() => undefined), 'transfers.list': async () => [] },
    });
    const states: string[] = [];
    bridge.connectionState.subscribe(() => states.push(bridge.connectionState.get()));
    await settled('connected');
    const underWay = bridge.call('catalog.sync', {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    browser.breakConnections();
    expect(await underWay).toMatchObject({ ok: false, error: { code: 'UNREACHABLE', retry: 'never' } });
    await settled('lost');
    expect(await bridge.call('transfers.list', {})).toEqual({ ok: true, value: [] });
    expect(states).toEqual(['connected', 'lost', 'connected']);
    const events: unknown[] = [];
    bridge.subscribe((message) => events.push(message));
    rig.dispatcher.emit({ event: 'catalog.changed', payload: { connection: 'lab' } });
    await eventually(() =>
      expect(events).toEqual([{ event: 'catalog.changed', payload: { connection: 'lab' } }]),
    );
  });

  test('to a host that ended fails a waiting call when patience ends', async () => {
    await openPage();
    await settled('connected');
    await rig.close();
    await settled('lost');
    vi.useFakeTimers();
    const call = bridge.call('transfers.list', {});
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    expect(await call).toMatchObject({ ok: false, error: { code: 'UNREACHABLE', retry: 'safe' } });
    bridge.close();
    await openPage();
  });

  test('to a host that was started anew on the same port ends unauthorized', async () => {
    const browser = await openPage();
    await settled('connected');
    const { startWebHost } = await import('../../../../src/main/hosts/web/index.ts');
    await rig.close();
    const next = await startWebHost({
      home: rig.staticDirectory,
      port: rig.port,
      startApplication: () => ({
        dispatcher: rig.dispatcher,
        grants: rig.grants,
        close: async () => undefined,
      }),
    });
    await settled('unauthorized');
    expect(browser.location.hash).toBe('');
    await next.close();
    bridge.close();
    await openPage();
  });
});

test('a page that asks while the host is still starting is told so and not left waiting', async () => {
  await openPage();
  await settled('connected');
  await rig.close();
  const { startWebHost } = await import('../../../../src/main/hosts/web/index.ts');
  let begin: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const starting = startWebHost({
    home: rig.staticDirectory,
    port: rig.port,
    startApplication: async () => {
      await begun;
      return { dispatcher: rig.dispatcher, grants: rig.grants, close: async () => undefined };
    },
  });
  const early = await eventually(() => ask(rig.port, 'GET', '/session'));
  expect(early.status).toBe(503);
  expect(bridge.connectionState.get()).toBe('lost');
  begin?.();
  await (await starting).close();
  bridge.close();
  await openPage();
});

test('parameters that cannot be sent are answered, not thrown', async () => {
  await openPage();
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  for (const params of [circle, { big: 1n }]) {
    expect(await bridge.call('settings.set', params)).toMatchObject({
      ok: false,
      error: { code: 'INVALID' },
    });
  }
});

test('a picked destination starts the browser’s own download of the same stream', async () => {
  const browser = await openPage();
  await settled('connected');
  const grant = (await bridge.pickDestination?.('disk.img')) ?? '';
  const found = rig.grants.find(grant);
  if (found?.type !== 'stream') throw new Error('The grant is no stream.');
  const [url = ''] = browser.downloads;
  const fetched = browser.fetch(url);
  await writeAll(found.writable, Buffer.from('image bytes'));
  expect(await (await fetched).text()).toBe('image bytes');
});

test('a port that is taken is said in plain words', async () => {
  await openPage();
  const { startWebHost } = await import('../../../../src/main/hosts/web/index.ts');
  const second = startWebHost({
    home: rig.staticDirectory,
    port: rig.port,
    startApplication: () => {
      throw new Error('must not start');
    },
  });
  await expect(second).rejects.toMatchObject({ code: 'CONFLICT', hint: expect.stringContaining('--port') });
});
