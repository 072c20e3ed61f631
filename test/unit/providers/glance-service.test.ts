import { describe, expect, test } from 'vitest';
import type { Operation } from '#shared/model/index.ts';
import { type Answers, call, fakeCloud, TINY } from './fake-cloud.ts';

const ID = TINY.id;
const STORES = [{ id: 'main', default: 'true' }, { id: 'second' }, { id: 'cold', 'read-only': 'true' }];

interface Set {
  readonly version?: string;
  readonly methods?: readonly unknown[];
  readonly stores?: readonly unknown[];
  readonly usage?: boolean;
  readonly definitions?: boolean;
}

/** A Glance that is set up like this, before what `more` answers. */
function setUp(set: Set, more: Answers = () => undefined): Answers {
  const { version = 'v2.15', methods = ['glance-direct', 'copy-image'], stores = STORES } = set;
  return (seen, response) => {
    const answered = more(seen, response);
    if (answered !== undefined) return answered;
    const path = seen.path.replace('/image', '');
    if (path === '/versions') return { body: { versions: [{ id: version, status: 'CURRENT' }] } };
    if (path === '/v2/info/import') return { body: { 'import-methods': { value: methods } } };
    if (path === '/v2/info/stores') return stores.length === 0 ? { status: 404 } : { body: { stores } };
    if (path === '/v2/info/usage') return set.usage === false ? { status: 404 } : { body: { usage: {} } };
    if (path === '/v2/metadefs/namespaces?limit=1')
      return set.definitions === false ? { status: 403 } : { body: { namespaces: [] } };
    return undefined;
  };
}

describe('what a service can do', () => {
  const reasonsOf = async (set: Set) => {
    const { provider } = await fakeCloud(setUp(set));
    const { operations, importMethods } = await provider.capabilities(call);
    const denied = (Object.keys(operations) as Operation[]).flatMap((operation) => {
      const ability = operations[operation];
      return ability.supported || operation.startsWith('package.') ? [] : [[operation, ability.reason]];
    });
    return { importMethods, denied: Object.fromEntries(denied) as Partial<Record<Operation, string>> };
  };
  const never = {
    'image.register': expect.any(String),
    'image.delete-file': expect.any(String),
    'property.nested': 'The properties of Glance images are text.',
  };

  test('is all of it, where it is new and set up for it', async () => {
    expect(await reasonsOf({})).toEqual({ importMethods: ['glance-direct'], denied: never });
  });

  test('is what it says, each thing with its reason', async () => {
    const { denied } = await reasonsOf({ methods: [], stores: [], usage: false, definitions: false });
    expect(denied).toEqual({
      ...never,
      'image.import': 'This service offers no way to import images.',
      'store.list': 'This service does not tell its stores.',
      'store.copy': 'This service does not tell its stores.',
      'store.delete': 'This service does not tell its stores.',
      'definition.list': 'This service does not describe properties of images.',
      'usage.show': 'This service does not tell its usage.',
    });
    expect((await reasonsOf({ stores: [{ id: 'main' }] })).denied).toMatchObject({
      'store.copy': 'This service has only one store.',
    });
    expect((await reasonsOf({ methods: ['web-download'] })).denied).toMatchObject({
      'store.copy': 'This service does not copy images between its stores.',
    });
  });

  test('is less before later versions', async () => {
    const { denied } = await reasonsOf({ version: 'v2.2' });
    expect(denied).toMatchObject({
      'image.deactivate': 'This service speaks v2.2; it needs v2.3 or later.',
      'image.hide': 'This service speaks v2.2; it needs v2.7 or later.',
      'image.import': 'This service speaks v2.2; it needs v2.6 or later.',
      'image.tasks': 'This service speaks v2.2; it needs v2.12 or later.',
      'store.delete': 'This service speaks v2.2; it needs v2.10 or later.',
    });
    expect((await reasonsOf({ version: 'v2.9' })).denied).toMatchObject({
      'store.delete': 'This service speaks v2.9; it needs v2.10 or later.',
    });
  });

  test('names only methods that make an image, and survives odd ones', async () => {
    const methods = ['copy-image', 'glance-download', 7, null, 'register', 'web-download', 'of-tomorrow'];
    expect((await reasonsOf({ methods })).importMethods).toEqual(['glance-download', 'web-download']);
  });

  test('is not lost over one odd store', async () => {
    const { provider } = await fakeCloud(
      setUp({ stores: [null, { id: 7 }, { id: 'main', default: 'true' }] }),
    );
    expect((await provider.capabilities(call)).stores.map(({ id }) => id)).toEqual(['main']);
  });

  test('takes its visibilities from its own schema', async () => {
    const properties = { visibility: { enum: ['community', 'private', 'odd'] } };
    const cloud = await fakeCloud(({ path }) =>
      path.endsWith('/schemas/image') ? { body: { properties } } : undefined,
    );
    expect((await cloud.provider.capabilities(call)).visibilities).toEqual(['private', 'community']);
    await expect(cloud.provider.edit(ID, { visibility: 'public' }, {}, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: 'It knows private and community.',
    });
    expect(cloud.asked()).not.toContain(`GET /image/v2/images/${ID}`);
  });
});

const NEW = { name: 'n', diskFormat: 'raw', containerFormat: 'bare' };
const BODY = {
  sizeBytes: 1,
  open: async function* () {
    yield Buffer.from('x');
  },
};

describe('stores', () => {
  test('an upload names the store that was asked for', async () => {
    const cloud = await fakeCloud(setUp({}));
    const image = { ...NEW, store: 'second' };
    const ticket = await cloud.provider.beginUpload(image, 1, call);
    await cloud.provider.sendBytes(ticket, image, BODY, call);
    await cloud.provider.sendBytes(ticket, NEW, BODY, call);
    const [named, unnamed] = cloud.seen.filter(({ method }) => method === 'PUT');
    expect(named?.headers['x-image-meta-store']).toBe('second');
    expect(unnamed?.headers['x-image-meta-store']).toBeUndefined();
  });

  test('of staged bytes are named to the import', async () => {
    const cloud = await fakeCloud(setUp({}));
    const image = { ...NEW, store: 'second' };
    const ticket = await cloud.provider.beginImport(image, { method: 'glance-direct' }, call);
    await cloud.provider.sendBytes(ticket, image, BODY, call);
    const [stage, begin] = cloud.seen.slice(-2);
    expect(stage?.headers['x-image-meta-store']).toBeUndefined();
    expect(JSON.parse(begin?.body ?? '')).toEqual({ method: { name: 'glance-direct' }, stores: ['second'] });
  });

  test.each([
    ['third', /has no such store: third/],
    ['cold', /can only be read: cold/],
  ])('%s is INVALID before anything is sent', async (store, message) => {
    const cloud = await fakeCloud(setUp({}));
    for (const run of [
      () => cloud.provider.beginUpload({ ...NEW, store }, 1, call),
      () => cloud.provider.beginImport({ ...NEW, store }, { method: 'glance-direct' }, call),
      () => cloud.provider.copyToStores(ID, ['second', store], call),
    ]) {
      await expect(run()).rejects.toMatchObject({
        code: 'INVALID',
        message: expect.stringMatching(message),
        hint: 'It stores images in main, second.',
      });
    }
    expect(cloud.asked().filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  test('an image is copied by an import of its own kind, and read then', async () => {
    const cloud = await fakeCloud(setUp({}));
    const { image, notes } = await cloud.provider.copyToStores(ID, ['second'], call);
    expect([image.id, notes]).toEqual([ID, [expect.stringMatching(/tasks of the image/)]]);
    const [begin] = cloud.seen.slice(-2);
    expect(begin?.path).toBe(`/image/v2/images/${ID}/import`);
    expect(JSON.parse(begin?.body ?? '')).toEqual({ method: { name: 'copy-image' }, stores: ['second'] });
  });

  test('a copy is removed from one, whatever its name', async () => {
    const cloud = await fakeCloud(
      setUp({}, ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined)),
    );
    await cloud.provider.removeFromStore(ID, 'a/b', call);
    expect(cloud.asked().slice(-2)).toEqual([
      `DELETE /image/v2/stores/a%2Fb/${ID}`,
      `GET /image/v2/images/${ID}`,
    ]);
  });
});

describe('a copy that the service still works on', () => {
  const removing = async (status: string) => {
    const image = { ...TINY, os_glance_import_task: 't' };
    const cloud = await fakeCloud(
      setUp({}, ({ method, path }) => {
        if (path.endsWith('/tasks')) return { body: { tasks: [{ id: 't', status, created_at: '2026' }] } };
        if (method === 'DELETE') return { status: 204 };
        return path.endsWith(ID) ? { body: image } : undefined;
      }),
    );
    return { cloud, removal: cloud.provider.removeFromStore(ID, 'second', call) };
  };

  test('is not removed: the service would write the image back with it', async () => {
    const { cloud, removal } = await removing('processing');
    await expect(removal).rejects.toMatchObject({ code: 'CONFLICT', retry: 'safe' });
    expect(cloud.asked().filter((line) => line.startsWith('DELETE'))).toEqual([]);
  });

  test('is removed where the mark is only left over', async () => {
    const { cloud, removal } = await removing('failure');
    await removal;
    expect(cloud.asked()).toContain(`DELETE /image/v2/stores/second/${ID}`);
  });
});

describe('an import from another region', () => {
  const source = {
    method: 'glance-download',
    imageId: 'i2',
    region: 'R2',
    serviceInterface: 'internal',
  } as const;

  test('names the image there', async () => {
    const cloud = await fakeCloud(setUp({ methods: ['glance-download'] }));
    const ticket = await cloud.provider.beginImport({ ...NEW, store: 'main' }, source, call);
    expect(ticket).toEqual({ imageId: ID });
    expect(JSON.parse(cloud.seen.at(-1)?.body ?? '')).toEqual({
      method: {
        name: 'glance-download',
        glance_image_id: 'i2',
        glance_region: 'R2',
        glance_service_interface: 'internal',
      },
      stores: ['main'],
    });
  });

  test('that is refused leaves no record', async () => {
    const cloud = await fakeCloud(
      setUp({ methods: ['glance-download'] }, ({ path }) =>
        path.endsWith('/import') && !path.includes('/info/') ? { status: 400, body: 'no UUID' } : undefined,
      ),
    );
    await expect(cloud.provider.beginImport(NEW, source, call)).rejects.toMatchObject({
      code: 'INVALID',
      hint: expect.stringMatching(/Nothing was left of "n".*region/),
    });
    expect(cloud.asked().at(-1)).toBe(`DELETE /image/v2/images/${ID}`);
  });

  test('is UNSUPPORTED where it is not offered', async () => {
    const cloud = await fakeCloud(setUp({}));
    await expect(cloud.provider.beginImport(NEW, source, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: 'It offers: glance-direct.',
    });
  });
});

test('tasks come with the newest first, and odd ones do not cost the others', async () => {
  const tasks = [
    {
      id: 'a',
      type: 'api_image_import',
      status: 'failure',
      message: 'No\u0007 <b>route</b>',
      created_at: '2026-01-01',
    },
    {
      id: 'b',
      type: 7,
      status: 'success',
      message: '',
      created_at: '2026-01-02T03:04:05.123456',
      updated_at: '2026-01-03',
    },
    null,
    'x',
  ];
  const cloud = await fakeCloud(
    setUp({}, ({ path }) => (path.endsWith('/tasks') ? { body: { tasks } } : undefined)),
  );
  expect(await cloud.provider.listTasks(ID, call)).toEqual([
    {
      id: 'b',
      kind: null,
      status: 'success',
      message: null,
      createdAt: '2026-01-02T03:04:05.123456Z',
      updatedAt: '2026-01-03',
    },
    {
      id: 'a',
      kind: 'api_image_import',
      status: 'failure',
      message: 'No route',
      createdAt: '2026-01-01',
      updatedAt: null,
    },
  ]);
});
