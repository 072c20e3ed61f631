import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createApplication } from '../../src/main/application.ts';
import { startWebHost } from '../../src/main/hosts/web/index.ts';
import { createWebBridge } from '../../src/renderer/src/rpc/index.ts';
import { createMemoryTransport, type Transport } from '../../src/shared/rpc/index.ts';
import { builtOutput } from '../fixtures/electron-fake/built.ts';
import { startElectronProcess } from '../fixtures/electron-fake/electron-process.ts';
import { createNodeBrowser } from './node-browser.ts';

/** A transport with a real application of its own, on an empty data directory, at the far end. */
export interface ConnectedTransport extends Transport {
  grantForFile(path: string): Promise<string>;
  close(): Promise<void>;
}

export const TRANSPORTS = {
  memory: connectMemory,
  WebSocket: connectWebSocket,
  'Electron IPC': connectElectron,
} as const;

async function withHome<Connected extends ConnectedTransport>(
  connect: (home: string) => Promise<Connected>,
): Promise<ConnectedTransport> {
  const home = await mkdtemp(join(tmpdir(), 'argosy-contract-'));
  const connected = await connect(home);
  return {
    call: connected.call,
    subscribe: connected.subscribe,
    grantForFile: connected.grantForFile,
    async close() {
      await connected.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function connectMemory(): Promise<ConnectedTransport> {
  return withHome(async (home) => {
    const application = await createApplication({ host: 'cli', home });
    return {
      ...createMemoryTransport(application.dispatcher),
      grantForFile: async (path) => (await application.grants.file(path)).grant,
      close: () => application.close(),
    };
  });
}

function connectWebSocket(): Promise<ConnectedTransport> {
  return withHome(async (home) => {
    const host = await startWebHost({ home, staticDirectory: home });
    const bridge = createWebBridge(createNodeBrowser(host.url));
    return {
      call: bridge.call,
      subscribe: bridge.subscribe,
      grantForFile: async (path) => bridge.grantForFile(new File([await openAsBlob(path)], basename(path))),
      async close() {
        bridge.close();
        await host.close();
      },
    };
  });
}

function connectElectron(): Promise<ConnectedTransport> {
  return withHome(async (home) => {
    const electron = await startElectronProcess({ home, out: builtOutput() });
    return {
      call: (name, params) => electron.call(name, params),
      subscribe: electron.subscribe,
      grantForFile: (path) => electron.grantForPath(path),
      async close() {
        await electron.quit();
        await electron.quitted;
      },
    };
  });
}
