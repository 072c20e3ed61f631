import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, createApplication } from '../../../src/main/application.ts';
import { createEncryptedFileStore } from '../../../src/main/connections/secrets/index.ts';
import { demoAccounts } from '../../../src/sandbox/seed/identities.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import {
  type CallName,
  type CallParams,
  type CallResult,
  type EventMessage,
  profileInput,
} from '../../../src/shared/contract/index.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import type { ConnectionKind, SharedWithMe } from '../../../src/shared/model/index.ts';
import { GlanceClient, partnerProject } from '../sandbox/client.ts';

/** The whole application without a page, over a sandbox that can be stopped and started again with its store. */
export async function openBench(switches: readonly string[] = ['empty']) {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-inbox-'));
  const home = join(folder, 'home');
  const dataDirectory = join(folder, 'sandbox');
  let sandbox: Sandbox = await startSandbox({ dataDirectory, switches });
  const port = Number(new URL(sandbox.url).port);
  const events: EventMessage[] = [];
  let application: Application;
  const start = async (host: 'web' | 'cli' = 'web'): Promise<void> => {
    application = await createApplication({ host, home, secrets: createEncryptedFileStore(home) });
    application.dispatcher.subscribe((message) => events.push(message));
  };
  await start();

  const call = async <Name extends CallName>(
    name: Name,
    params: CallParams<Name>,
    signal?: AbortSignal,
  ): Promise<CallResult<Name>> => {
    const envelope = await application.dispatcher.dispatch(name, params, signal);
    if (!envelope.ok) throw AppError.fromWire(envelope.error);
    return envelope.value as CallResult<Name>;
  };
  const asked = () => sandbox.requests.list().filter(({ path }) => !path.startsWith('/identity'));
  const inbox = async (connection: string): Promise<SharedWithMe> => {
    const found = (await call('inbox.list', {})).find((each) => each.connection === connection);
    if (found === undefined) throw new Error(`no inbox of ${connection}`);
    return found;
  };

  return {
    events,
    call,
    inbox,
    get sandbox() {
      return sandbox;
    },
    /** Saves a connection; its list is read by itself then. */
    async connect(
      name: string,
      kind: ConnectionKind,
      more: Readonly<Record<string, string>> = {},
      otherSecret?: string,
    ) {
      const { secret: announced = '', ...settings } = sandbox.dialects[kind] ?? {};
      const account = demoAccounts.find(({ username }) => username === more['username']);
      const profile = profileInput.parse({ kind, name, settings: { ...settings, ...more } });
      await call('connections.save', {
        profile,
        secret: otherSecret ?? account?.secret ?? announced,
        create: true,
      });
    },
    /** `name: status` of what is shared with a connection, in the order of names. */
    async words(connection: string): Promise<readonly string[]> {
      const { images } = await inbox(connection);
      return images.map(({ name, memberStatus }) => `${name}: ${memberStatus}`).toSorted();
    },
    owner: () => GlanceClient.signIn(sandbox, 'demo'),
    /** Images of demo's, each shared with the project partner. */
    async share(...names: readonly string[]): Promise<Readonly<Record<string, string>>> {
      const owner = await GlanceClient.signIn(sandbox, 'demo');
      const ids: Record<string, string> = {};
      for (const name of names) {
        const id = await owner.create({ name, visibility: 'shared' });
        await owner.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
        ids[name] = id;
      }
      return ids;
    },
    /** What the sandbox was asked since `forget`, less the sign-in. */
    requests: () =>
      asked().map(({ method, path, query }) => `${method} ${path}${query === '' ? '' : `?${query}`}`),
    bytes: () => asked().filter(({ path }) => path.endsWith('/file')),
    /** Ends when what is read beside lists was read: nothing was asked for a while. */
    async quiet() {
      for (let before = -1, rest = 0; rest < 4; ) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        rest = sandbox.requests.list().length === before ? rest + 1 : 0;
        before = sandbox.requests.list().length;
      }
    },
    forget: () => {
      sandbox.requests.clear();
      events.splice(0);
    },
    async stopService() {
      await sandbox.close();
    },
    async startService() {
      sandbox = await startSandbox({ dataDirectory, port });
    },
    async restart(host: 'web' | 'cli' = 'web') {
      await application.close();
      await start(host);
    },
    async close() {
      await application.close();
      await sandbox.close().catch(() => undefined);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
