import { join } from 'node:path';
import { expect } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { GlanceClient } from '../integration/sandbox/client.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from './argosy.ts';

/** A sandbox of this process, whose Glance is the one connection of a home of its own: `lab`. */
export interface Lab {
  readonly folder: Awaited<ReturnType<typeof temporaryFolder>>;
  readonly home: string;
  readonly sandbox: Sandbox;
}

/** Starts one with the images that `fill` makes; they are in the catalogue when it ends. */
export async function openLab(
  name: string,
  fill: (client: GlanceClient) => Promise<void>,
  switches: readonly string[] = [],
): Promise<Lab> {
  const folder = await temporaryFolder(name);
  const home = join(folder.path, 'home');
  const sandbox = await startSandbox({
    dataDirectory: join(folder.path, 'sandbox'),
    switches: ['empty', ...switches],
  });
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  const added = await argosy(addGlance('lab', glance), { home, secret: glance.secret });
  expect(added.code, added.stderr).toBe(0);
  await fill(await GlanceClient.signIn(sandbox, 'demo'));
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  return { folder, home, sandbox };
}
