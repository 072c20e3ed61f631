import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ProfileInput, profileInput } from '#shared/contract/index.ts';
import type { ConnectionKind, ConnectionProfile } from '#shared/model/index.ts';
import { accounts as planktonAccounts } from '../../src/sandbox/dialects/plankton/accounts.ts';
import { djinnAccounts } from '../../src/sandbox/seed/djinn.ts';
import { projectIds } from '../../src/sandbox/seed/identities.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { Service } from './service.ts';

export interface SandboxServiceOptions {
  readonly switches?: readonly string[];
  /** Settings of the profile that differ from what the sandbox announces. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the rules of the kind ask of the samples, and the hooks that need the running sandbox. */
  readonly with?: (sandbox: Sandbox) => Partial<Omit<Service, 'profile' | 'secret' | 'stop'>>;
}

/** A sandbox of its own, as one of its dialects announces itself, with the user `partner` to share with. */
export function sandboxService(
  kind: ConnectionKind,
  options: SandboxServiceOptions = {},
): () => Promise<Service> {
  return async () => {
    const sandbox = await startSandbox({ switches: ['empty', ...(options.switches ?? [])] });
    const { secret = '', ...announced } = sandbox.dialects[kind] ?? {};
    const settings = { ...announced, ...options.settings };
    const profile = profileOf(kind, 'sandbox', settings);
    const partner = partnerOf(kind, settings);
    return { profile, secret, partner, ...options.with?.(sandbox), stop: () => sandbox.close() };
  };
}

function profileOf(
  kind: ConnectionKind,
  name: string,
  settings: Readonly<Record<string, string>>,
): ConnectionProfile {
  const input: ProfileInput = profileInput.parse({ kind, name, settings });
  return { ...input, color: 0 };
}

/** The same service for the user `partner`; alliance has no users, nor does FiFo share. */
function partnerOf(kind: ConnectionKind, settings: Readonly<Record<string, string>>): Service['partner'] {
  if (kind === 'glance') {
    const profile = profileOf(kind, 'partner', { ...settings, username: 'partner', project: 'partner' });
    return { memberId: projectIds.partner, profile, secret: 'partner-secret' };
  }
  if (kind === 'plankton') {
    const account = planktonAccounts.find(({ name }) => name.startsWith('partner'));
    const profile = profileOf(kind, 'partner', { ...settings, userId: account?.uuid ?? '' });
    return { memberId: account?.uuid ?? '', profile, secret: account?.token ?? '' };
  }
  if (kind === 'djinn') {
    const { namespace: _own, ...others } = settings;
    const { username, token } = djinnAccounts.partner;
    return { memberId: username, profile: profileOf(kind, 'partner', others), secret: token };
  }
  return undefined;
}

/** A web server that gives the same bytes under any path, for services that fetch. Stop it with `close`. */
export async function serveBytes(
  bytes: Buffer = randomBytes(200_000),
  contentType = 'application/octet-stream',
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.byteLength });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
