import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, createApplication } from '../../src/main/application.ts';
import { createEncryptedFileStore } from '../../src/main/connections/secrets/index.ts';
import {
  type CallName,
  type CallParams,
  type CallResult,
  profileInput,
} from '../../src/shared/contract/index.ts';
import { AppError } from '../../src/shared/errors/index.ts';
import { makeQcow2 } from '../support/images.ts';
import { stackEnvironment } from '../support/stack.ts';

/** Two projects of a real Glance: what a receiver sees, may read and can answer. */
let folder: string;
let application: Application;
let id: string;
let token: string;
const { authUrl, imageUrl, password } = stackEnvironment();

async function call<Name extends CallName>(name: Name, params: CallParams<Name>): Promise<CallResult<Name>> {
  const envelope = await application.dispatcher.dispatch(name, params);
  if (!envelope.ok) throw AppError.fromWire(envelope.error);
  return envelope.value as CallResult<Name>;
}

/** Signs in as Keystone's documentation has it, without Argosy. */
async function signIn(username: string): Promise<{ readonly token: string; readonly project: string }> {
  const domain = { name: 'Default' };
  const response = await fetch(`${authUrl.replace(/\/v3\/?$/, '')}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: username, domain, password } } },
        scope: { project: { name: username, domain } },
      },
    }),
  });
  const { token: said } = (await response.json()) as { token: { project: { id: string } } };
  return { token: response.headers.get('x-subject-token') ?? '', project: said.project.id };
}

async function glance(method: string, path: string, body?: BodyInit, type = 'application/json') {
  const headers = { 'x-auth-token': token, 'content-type': type };
  const url = `${imageUrl.replace(/\/v2\/?$/, '').replace(/\/$/, '')}/v2${path}`;
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

const shared = async () => {
  const all = await call('inbox.refresh', { connections: ['theirs'] });
  return all.find(({ connection }) => connection === 'theirs')?.images.find((image) => image.id === id)
    ?.memberStatus;
};
const listed = async (): Promise<boolean> => {
  try {
    await call('catalog.show', { connection: 'theirs', id });
    return true;
  } catch {
    return false;
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy-openstack-inbox-'));
  const path = await makeQcow2(join(folder, 'a.qcow2'), { virtualMiB: 1024, dataMiB: 8 });
  const [demo, partner] = await Promise.all([signIn('demo'), signIn('partner')]);
  token = demo.token;
  const fields = { name: 'argosy-inbox', disk_format: 'qcow2', container_format: 'bare' };
  const made = await glance('POST', '/images', JSON.stringify({ ...fields, visibility: 'shared' }));
  id = String(made.id);
  await glance('PUT', `/images/${id}/file`, new Uint8Array(await readFile(path)), 'application/octet-stream');
  await glance('POST', `/images/${id}/members`, JSON.stringify({ member: partner.project }));
  application = await createApplication({
    host: 'cli',
    home: join(folder, 'home'),
    secrets: createEncryptedFileStore(join(folder, 'home')),
  });
  const account = { authUrl, username: 'partner', userDomain: 'Default', project: 'partner' };
  const profile = profileInput.parse({
    ...{ kind: 'glance', name: 'theirs' },
    settings: { ...account, projectDomain: 'Default' },
  });
  await call('connections.save', { profile, secret: password, create: true });
  await call('catalog.sync', {});
});
afterAll(async () => {
  await application?.close();
  if (id !== undefined) await glance('DELETE', `/images/${id}`);
  await rm(folder, { recursive: true, force: true });
});

describe('an image that waits for an answer in a real Glance', () => {
  test('is in the inbox and in no list, and its headers can be read by then', async () => {
    expect(await shared()).toBe('pending');
    expect(await listed()).toBe(false);
    const { value } = await call('images.inspect', { connection: 'theirs', id });
    expect(value).toMatchObject({
      ...{ format: 'qcow2', virtualSizeBytes: 1024 ** 3, backingFile: null, minDiskGb: 1 },
    });
    expect(await listed()).toBe(false);
    expect((await call('catalog.inspection', { connection: 'theirs', id }))?.value).toEqual(value);
  });

  test('is in the list once it is accepted, and leaves it when that is taken back, or declined', async () => {
    await call('members.answer', { connection: 'theirs', id, status: 'accepted' });
    expect([await listed(), await shared()]).toEqual([true, 'accepted']);
    await call('members.answer', { connection: 'theirs', id, status: 'pending' });
    expect([await listed(), await shared()]).toEqual([false, 'pending']);
    await call('members.answer', { connection: 'theirs', id, status: 'accepted' });
    await call('members.answer', { connection: 'theirs', id, status: 'rejected' });
    expect([await listed(), await shared()]).toEqual([false, 'rejected']);
    // The real service’s own list says the same.
    await call('catalog.sync', {});
    expect(await listed()).toBe(false);
  });
});
