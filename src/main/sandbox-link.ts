import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CallContext, Handlers } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';
import type { SettingsStore } from './settings/index.ts';

const SANDBOX = 'sandbox';

/** What the sandbox announces of its Glance: the settings of a connection, and its secret. */
const glanceDialect = z.object({
  authUrl: z.string(),
  username: z.string(),
  project: z.string(),
  userDomain: z.string(),
  projectDomain: z.string(),
  region: z.string(),
  secret: z.string(),
});

export interface SandboxLink {
  /** Starts the sandbox if need be, and adds or mends the connection to it. */
  start(context: CallContext): Promise<{ readonly connection: string }>;
  /** Is this the connection that this application's own sandbox stands behind? */
  isOwn(connection: string): boolean;
  /** Starts it again if an earlier run used it: its address is another one each time. */
  startIfUsed(onError: (error: unknown) => void): void;
  stop(): Promise<void>;
}

export interface SandboxLinkDeps {
  readonly home: string;
  readonly settings: Pick<SettingsStore, 'connections'>;
  readonly save: Handlers['connections.save'];
}

/** The sandbox of this application: one process, on a folder of the data directory. */
export function createSandboxLink({ home, settings, save }: SandboxLinkDeps): SandboxLink {
  const directory = join(home, 'sandbox');
  let running: Promise<SandboxProcess> | undefined;

  const process = (): Promise<SandboxProcess> => {
    running ??= startSandboxProcess(directory).catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
  const isKnown = (): boolean => settings.connections().some(({ name }) => name === SANDBOX);
  const start: SandboxLink['start'] = async (context) => {
    const { announcement } = await process();
    const dialect = glanceDialect.safeParse(announcement.dialects['glance']);
    if (!dialect.success) {
      throw new AppError('INTERNAL', 'The sandbox announced no Glance.', { operation: 'sandbox.start' });
    }
    const { secret, ...keystone } = dialect.data;
    const profile = { name: SANDBOX, kind: 'glance', settings: keystone, tls: {} } as const;
    await save({ profile, secret, create: !isKnown() }, context);
    return { connection: SANDBOX };
  };

  return {
    start,
    isOwn: (connection) => connection === SANDBOX && existsSync(directory),
    startIfUsed(onError) {
      if (!isKnown() || !existsSync(directory)) return;
      start({ signal: new AbortController().signal }).catch(onError);
    },
    async stop() {
      await (await running?.catch(() => undefined))?.stop();
    },
  };
}
