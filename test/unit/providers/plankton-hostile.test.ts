import { describe, expect, it } from 'vitest';
import { type Answer, call, fakeService, listed, type Seen } from './fake-service.ts';

const ID = '940509eb-eb4f-496c-8443-22ffd24912e9';
const PLACE = { 'x-image-meta-id': ID, 'x-image-meta-location': 'pithos://me/images/a.diskdump' };

function fakePlankton(answers: (seen: Seen) => Answer | undefined, secret = 'hush', storageUrl?: null) {
  return fakeService({
    secret,
    answers: (seen) => (seen.path.startsWith('/store') ? { status: 404 } : answers(seen)),
    profile: (url) => ({
      ...{ name: 'p', kind: 'plankton', tls: {}, color: 0 },
      settings: {
        endpoint: `${url}/v1.0`,
        userId: 'me',
        ...(storageUrl === undefined && { storageUrl: `${url}/store` }),
      },
    }),
  });
}
const list = (body: unknown) => fakePlankton(({ path }) => (path.includes('/images') ? { body } : undefined));

describe('a token', () => {
  it.each(['to\nken', 'token\r\nX-Evil: 1', 'tök', 'two words', 'nul\u0000'])(
    '%j cannot become a header, and nothing is sent',
    async (secret) => {
      const fake = await fakePlankton(() => ({ body: [] }), secret);
      await expect(listed(fake)).rejects.toMatchObject({ code: 'AUTH_REQUIRED', hint: /Copy the token/ });
      expect(fake.seen).toEqual([]);
    },
  );

  it('may have the space and the line end around it that it was copied with', async () => {
    const fake = await fakePlankton(() => ({ body: [] }), ' hu+s/h== \n');
    await listed(fake);
    expect(fake.seen.map(({ headers }) => headers['x-auth-token'])).toContain('hu+s/h==');
    expect(new Set(fake.seen.map(({ headers }) => headers['x-auth-token'])).size).toBe(1);
  });
});

describe('a file that cannot be reached', () => {
  it('for want of a store is UNSUPPORTED before anything is asked', async () => {
    const fake = await fakePlankton(() => ({ headers: PLACE }), 'hush', null);
    const image = { name: 'a', diskFormat: 'diskdump', containerFormat: 'bare' };
    for (const asking of [
      () => fake.provider.remove(ID, { withFile: true }, call),
      () => fake.provider.openDownload(ID, 0, call),
      () => fake.provider.beginUpload(image, 1, call),
    ]) {
      await expect(asking()).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: /Pithos/,
        hint: /Edit the connection/,
      });
    }
    expect(fake.seen).toEqual([]);
  });

  it('for its path keeps its image, which is to be deleted with it', async () => {
    const headers = { ...PLACE, 'x-image-meta-location': 'pithos://me/images/..%2F..%2Fyou%2Fb' };
    const fake = await fakePlankton(({ method }) => (method === 'HEAD' ? { headers } : { status: 204 }));
    await expect(fake.provider.remove(ID, { withFile: true }, call)).rejects.toMatchObject({
      code: 'PROTOCOL',
      hint: /path/,
    });
    expect(fake.seen.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});

describe('an upload', () => {
  const image = { name: 'a', diskFormat: 'diskdump', containerFormat: 'bare' };

  it.each(['..', '', 'not-a-uuid', `${ID}/x`])(
    'whose image is given the id %j leaves no file behind',
    async (id) => {
      const fake = await fakeService({
        secret: 'hush',
        profile: (url) => ({
          ...{ name: 'p', kind: 'plankton', tls: {}, color: 0 },
          settings: { endpoint: `${url}/v1.0`, userId: 'me', storageUrl: `${url}/store` },
        }),
        answers: ({ method, path }) => {
          if (method === 'HEAD') return { headers: { 'content-length': '4' } };
          return path.startsWith('/store') ? { status: 201 } : { headers: { 'x-image-meta-id': id } };
        },
      });
      const ticket = await fake.provider.beginUpload(image, 4, call);
      const body = {
        sizeBytes: 4,
        open: async function* () {
          yield Buffer.from('four');
        },
      };
      await expect(fake.provider.sendBytes(ticket, image, body, call)).rejects.toMatchObject({
        code: 'PROTOCOL',
      });
      await fake.provider.abandonUpload(ticket, call);
      expect(fake.seen.at(-1)).toMatchObject({
        method: 'DELETE',
        path: `/store/me/images/${ticket.notes?.['object']}`,
      });
    },
  );
});

describe('a change of who sees an image', () => {
  const edited = async (isPublic: string) => {
    const headers = { 'x-image-meta-id': ID, 'x-image-meta-owner': 'me', 'x-image-meta-is-public': isPublic };
    const fake = await fakePlankton(() => ({ headers }));
    await fake.provider.edit(ID, { visibility: 'private' }, {}, call);
    return fake.seen
      .filter(({ method }) => method === 'PUT')
      .map((one) => one.headers['x-image-meta-is-public']);
  };

  it('is sent where the service does not tell who sees it, and not where nothing changes', async () => {
    expect(await edited('')).toEqual(['false']);
    expect(await edited('True')).toEqual(['false']);
    expect(await edited('False')).toEqual([]);
  });
});

describe('a list', () => {
  it('shows no time that is on no calendar', async () => {
    const fake = await list([
      { id: 'i', created_at: '2026-99-99 99:99:99', updated_at: '2026-01-02 03:04:05' },
    ]);
    expect(await listed(fake)).toMatchObject([{ createdAt: null, updatedAt: '2026-01-02T03:04:05Z' }]);
  });

  it('whose entries are nested without end is PROTOCOL', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const fake = await list(`[{"id":"i","properties":{"a":${deep}}}]`);
    await expect(listed(fake)).rejects.toMatchObject({ code: 'PROTOCOL', message: /nested too deeply/ });
  });

  it('of which nothing is an image is not taken for an empty one', async () => {
    await expect(listed(await list({ images: [{ name: 'no id' }, 5] }))).rejects.toMatchObject({
      code: 'PROTOCOL',
      hint: /addresses/,
    });
    expect(await listed(await list({ images: [] }))).toEqual([]);
  });
});
