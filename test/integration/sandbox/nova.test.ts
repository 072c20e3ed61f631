import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { demoProject, GlanceClient, type Json, partnerProject, pick, type Reply, send } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
let partner: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  [demo, partner] = await Promise.all([
    GlanceClient.signIn(sandbox, 'demo'),
    GlanceClient.signIn(sandbox, 'partner'),
  ]);
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const base = () => `${sandbox.url}/compute/v2.1`;
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  send(`${base()}${path}`, method, body, { 'x-auth-token': demo.token, ...headers });
const asPartner = () => ({ 'x-auth-token': partner.token });
const ids = ({ json }: Reply) => (pick(json, 'images') as Json[]).map(({ id }) => id);
const fault = ({ status, json }: Reply) => [status, json];

describe('discovery', () => {
  it('needs no token, and is in the catalogue', async () => {
    const versions = await send(`${sandbox.url}/compute/`, 'GET');
    expect(versions.status).toBe(200);
    expect(pick(versions.json, 'versions', 1)).toMatchObject({
      id: 'v2.1',
      version: '2.93',
      min_version: '2.1',
    });
    const one = await send(`${base()}/`, 'GET');
    expect(pick(one.json, 'version', 'links', 0, 'href')).toBe(`${base()}/`);
    expect(one.headers.get('x-openstack-nova-api-version')).toBe('2.1');
    expect((await send(`${sandbox.url}/compute/nonsense`, 'GET')).status).toBe(300);
    expect(sandbox.dialects['nova']).toEqual(sandbox.dialects['glance']);
    const url = async () => {
      const { json } = await send(`${sandbox.url}/identity/v3/auth/catalog`, 'GET', undefined, {
        'x-auth-token': demo.token,
      });
      const compute = (pick(json, 'catalog') as Json[]).find(({ type }) => type === 'compute');
      return pick(compute, 'endpoints', 0, 'url');
    };
    expect(await url()).toBe(base());
    sandbox.switches.set('nova-project-urls', true);
    expect(await url()).toBe(`${base()}/${demoProject}`);
  });
});

describe('an image', () => {
  it('reads as in the sheet, byte for byte', async () => {
    const id = await demo.createActive(Buffer.from('0123456789'), {
      name: 'tiny ä',
      min_ram: 64,
      os_type: 'linux',
    });
    const shown = await demo.show(id);
    const reply = await call('GET', `/images/${id}`);
    const links = `[{"rel": "self", "href": "${base()}/images/${id}"}, {"rel": "bookmark", "href": "${sandbox.url}/compute/images/${id}"}, {"rel": "alternate", "type": "application/vnd.openstack.image", "href": "${sandbox.url}/image/images/${id}"}]`;
    expect(reply.text).toBe(
      `{"image": {"id": "${id}", "name": "tiny \\u00e4", "minRam": 64, "minDisk": 0, "metadata": {"os_type": "linux"}, "created": "${shown['created_at']}", "updated": "${shown['updated_at']}", "status": "ACTIVE", "progress": 100, "OS-EXT-IMG-SIZE:size": 10, "links": ${links}}}`,
    );
    expect(reply.headers.get('content-type')).toBe('application/json');
    expect(reply.headers.get('openstack-api-version')).toBe('compute 2.1');
    expect(reply.headers.get('vary')).toBe('OpenStack-API-Version, X-OpenStack-Nova-API-Version');
    expect(reply.headers.get('x-compute-request-id')).toMatch(/^req-/);
    const list = await call('GET', '/images?limit=1');
    expect(list.text).toBe(
      `{"images": [{"id": "${id}", "name": "tiny \\u00e4", "links": ${links}}], "images_links": [{"rel": "next", "href": "${base()}/images?limit=1&marker=${id}"}]}`,
    );
  });

  it('has Nova’s own status words, and shows what properties mean to Nova', async () => {
    const server = '11111111-2222-3333-4444-555555555555';
    const queued = await demo.create({
      name: null,
      instance_uuid: server,
      auto_disk_config: 'False',
      mappings: '[{"device": "vda"}]',
    });
    expect(pick((await call('GET', `/images/${queued}`)).json, 'image')).toMatchObject({
      name: null,
      status: 'SAVING',
      progress: 25,
      'OS-EXT-IMG-SIZE:size': 0,
      'OS-DCF:diskConfig': 'MANUAL',
      metadata: { mappings: [{ device: 'vda' }] },
      server: { id: server, links: [{ rel: 'self', href: `${base()}/servers/${server}` }, {}] },
    });
    const active = await demo.createActive(Buffer.from('x'));
    await demo.call('POST', `/v2/images/${active}/actions/deactivate`);
    expect(pick((await call('GET', `/images/${active}`)).json, 'image')).toMatchObject({
      status: 'UNKNOWN',
      progress: 0,
    });
    sandbox.switches.set('nova-no-updated', true);
    expect(pick((await call('GET', `/images/${active}`)).json, 'image', 'updated')).toBeNull();
  });

  it('is reached with and without the project in the address, also under /v2', async () => {
    const id = await demo.create();
    for (const prefix of [`/v2.1/${demoProject}`, `/v2/${demoProject}`, '/v2']) {
      const reply = await send(`${sandbox.url}/compute${prefix}/images/${id}`, 'GET', undefined, {
        'x-auth-token': demo.token,
      });
      expect(pick(reply.json, 'image', 'links', 0, 'href')).toBe(
        `${sandbox.url}/compute${prefix}/images/${id}`,
      );
    }
    expect(fault(await call('GET', `/${partnerProject}/images`))).toEqual([
      400,
      {
        badRequest: {
          code: 400,
          message: `Malformed request URL: URL's project_id '${partnerProject}' doesn't match Context's project_id '${demoProject}'`,
        },
      },
    ]);
    sandbox.switches.set('nova-v2-links', true);
    expect(pick((await call('GET', `/images/${id}`)).json, 'image', 'links', 0, 'href')).toBe(
      `${sandbox.url}/compute/v2/${demoProject}/images/${id}`,
    );
  });

  it('is deleted with its bytes, unless it is protected or another’s', async () => {
    const id = await demo.createActive(Buffer.from('x'), { visibility: 'community', protected: true });
    const forbidden = [
      403,
      { forbidden: { code: 403, message: 'You are not allowed to delete the image.' } },
    ];
    expect(fault(await call('DELETE', `/images/${id}`))).toEqual(forbidden);
    await demo.patch(id, { op: 'replace', path: '/protected', value: false });
    expect(fault(await call('DELETE', `/images/${id}`, undefined, asPartner()))).toEqual(forbidden);
    const gone = await call('DELETE', `/images/${id}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await demo.call('GET', `/v2/images/${id}`)).status).toBe(404);
    expect(fault(await call('DELETE', `/images/${id}`))).toEqual([
      404,
      { itemNotFound: { code: 404, message: 'Image not found.' } },
    ]);
  });
});

describe('the list', () => {
  it('filters by what Glance compares', async () => {
    const id = await demo.createActive(Buffer.from('x'), {
      name: 'filtered',
      min_ram: 4096,
      min_disk: 77,
      os_kind: 'a',
      kind: 'b',
      image_type: 'snapshot',
      instance_uuid: '21111111-2222-3333-4444-555555555555',
    });
    const found = async (query: string) => ids(await call('GET', `/images?${query}`)).includes(id);
    for (const query of [
      'name=filtered',
      'status=ACTIVE&name=filtered',
      'minRam=4096',
      'minDisk=77',
      'type=snapshot',
      'property-kind=b',
      'server=http://h/v2/servers/21111111-2222-3333-4444-555555555555',
      'changes-since=2020-01-01T00:00:00Z',
      'unknown=1',
    ])
      expect([query, await found(query)]).toEqual([query, true]);
    // Exact, not minimums; eaten letters; statuses of Nova's own.
    for (const query of ['minRam=64', 'minDisk=1', 'property-os_kind=a', 'status=ERROR', 'status=UNKNOWN'])
      expect([query, await found(query)]).toEqual([query, false]);
  });

  it('pages by marker, the parameters sorted; a full last page leads to an empty one', async () => {
    const query = 'property-kind=page&limit=1';
    for (const name of ['c', 'd']) await demo.create({ name, kind: 'page' });
    let url: unknown = `${base()}/images/detail?${query}`;
    const seen: unknown[] = [];
    for (let page = 0; page < 3; page++) {
      const { json } = await send(String(url), 'GET', undefined, { 'x-auth-token': demo.token });
      seen.push(pick(json, 'images', 0, 'name'));
      url = pick(json, 'images_links', 0, 'href');
      if (page < 2) expect(String(url)).toContain('/images/detail?limit=1&');
    }
    expect([seen, url]).toEqual([['d', 'c', undefined], undefined]);
  });

  it.each([
    ['limit=x', 'Invalid input received: limit must be an integer'],
    ['limit=', 'Invalid input received: limit must be an integer'],
    ['limit=-1', 'Invalid input received: limit must be >= 0'],
    ['offset=a', 'Invalid input received: offset must be an integer'],
    ['page_size=x', 'Invalid input received: page_size must be an integer'],
    ['marker=zzz', 'HTTP 400 Bad Request: No image found with ID zzz'],
    [
      'changes-since=foo',
      'HTTP 400 Bad Request: Bad &quot;updated_at&quot; query filter format. Use ISO 8601 DateTime notation.',
    ],
    ['status=in:a,%22', 'HTTP 400 Bad Request: Invalid filter value a,&quot;. The quote is not closed.'],
  ])('refuses %s', async (query, message) => {
    expect(fault(await call('GET', `/images?${query}`))).toEqual([
      400,
      { badRequest: { code: 400, message } },
    ]);
  });

  it('answers limit=0 and huge limits', async () => {
    expect((await call('GET', '/images?limit=0')).text).toBe('{"images": []}');
    expect((await call('GET', `/images?limit=${'9'.repeat(30)}`)).status).toBe(200);
  });
});

describe('metadata', () => {
  const path = (id: string, key = '') => `/images/${id}/metadata${key && `/${key}`}`;

  it('is merged by POST, replaced by PUT, and set and deleted one by one', async () => {
    const id = await demo.create({ a: '1', b: '2' });
    expect((await call('POST', path(id), { metadata: { b: '3', c: '4' } })).text).toBe(
      '{"metadata": {"a": "1", "b": "3", "c": "4"}}',
    );
    expect((await call('GET', path(id, 'c'))).text).toBe('{"meta": {"c": "4"}}');
    expect((await call('PUT', path(id, 'd'), { meta: { d: '5' } })).text).toBe('{"meta": {"d": "5"}}');
    expect((await call('DELETE', path(id, 'a'))).status).toBe(204);
    expect((await call('GET', path(id))).json).toEqual({ metadata: { b: '3', c: '4', d: '5' } });
    expect((await call('PUT', path(id), { metadata: { only: '1', name: 'x' } })).text).toBe(
      '{"metadata": {"only": "1", "name": "x"}}',
    );
    expect(await demo.show(id)).toMatchObject({ only: '1', name: 'test' });
    expect(await demo.show(id)).not.toHaveProperty('b');
  });

  it('turns a shared image private when written, so that its members lose it', async () => {
    const id = await demo.createActive(Buffer.from('x'), { visibility: 'shared' });
    await demo.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
    await partner.call('PUT', `/v2/images/${id}/members/${partnerProject}`, { status: 'accepted' });
    expect((await call('GET', `/images/${id}`, undefined, asPartner())).status).toBe(200);
    await call('POST', path(id), { metadata: {} });
    expect((await demo.show(id))['visibility']).toBe('private');
    expect((await call('GET', `/images/${id}`, undefined, asPartner())).status).toBe(404);
  });

  it.each([
    [{ metadata: { k: 1 } }, `Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'`],
    [
      { metadata: { 'k/': 'v' } },
      `Invalid input for field/attribute metadata. Value: {'k/': 'v'}. 'k/' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'`,
    ],
    [{ meta: { k: 'v' } }, `'metadata' is a required property`],
    [{ metadata: { k: 'v' }, z: 1 }, `Additional properties are not allowed ('z' was unexpected)`],
    [{ metadata: [] }, `Invalid input for field/attribute metadata. Value: []. [] is not of type 'object'`],
    [[], `[] is not of type 'object'`],
    [undefined, `None is not of type 'object'`],
    [Buffer.from('{bad'), 'Malformed request body'],
  ])('refuses %j', async (body, message) => {
    const id = await demo.create();
    expect(fault(await call('POST', path(id), body))).toEqual([400, { badRequest: { code: 400, message } }]);
  });

  it('refuses a key other than the address’s, more than one, and unknown ones', async () => {
    const id = await demo.create();
    const messages = async (reply: Promise<Reply>) => {
      const { status, json } = await reply;
      return [status, Object.values(json as Json).map((value) => pick(value, 'message'))[0]];
    };
    expect(await messages(call('PUT', path(id, 'a'), { meta: { b: '1' } }))).toEqual([
      400,
      'Request body and URI mismatch',
    ]);
    expect(await messages(call('PUT', path(id, 'a'), { meta: { a: '1', b: '1' } }))).toEqual([
      400,
      `Invalid input for field/attribute meta. Value: {'a': '1', 'b': '1'}. {'a': '1', 'b': '1'} has too many properties`,
    ]);
    expect(await messages(call('DELETE', path(id, 'a')))).toEqual([404, 'Invalid metadata key']);
    expect(await messages(call('GET', path(id, 'a')))).toEqual([404, 'The resource could not be found.']);
    expect(await messages(call('POST', path(id), { metadata: { os_glance_x: '1' } }))).toEqual([
      403,
      `Not authorized for image ${id}.`,
    ]);
    expect(await messages(call('POST', path(id), { metadata: { status: 'x' } }))).toEqual([
      500,
      "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class 'TypeError'>",
    ]);
    expect(await messages(call('PUT', path(id, 'a'), { meta: { a: '🐧' } }))).toEqual([
      500,
      expect.stringMatching(/ImageBadRequest/),
    ]);
  });

  it('has room for 128 items; more is 403, or 413 as once documented', async () => {
    const id = await demo.create({ one: '1' });
    const many = Object.fromEntries(Array.from({ length: 128 }, (_, index) => [`k${index}`, 'v']));
    expect(fault(await call('POST', path(id), { metadata: many }))).toEqual([
      403,
      { forbidden: { code: 403, message: 'Image metadata limit exceeded' } },
    ]);
    sandbox.switches.set('nova-quota-413', true);
    const large = await call('POST', path(id), { metadata: many });
    expect([large.headers.get('retry-after'), ...fault(large)]).toEqual([
      '1',
      413,
      { overLimit: { code: 413, message: 'Image metadata limit exceeded', retryAfter: '1' } },
    ]);
    expect((await call('PUT', path(id), { metadata: many })).status).toBe(200);
  });

  it('is its owner’s to write, and no reader’s', async () => {
    const id = await demo.create({ visibility: 'community' });
    const reader = await GlanceClient.signIn(sandbox, 'demo-reader');
    for (const { token } of [partner, reader]) {
      const reply = await call('POST', path(id), { metadata: { a: 'b' } }, { 'x-auth-token': token });
      expect(fault(reply)).toEqual([
        403,
        { forbidden: { code: 403, message: `Not authorized for image ${id}.` } },
      ]);
    }
  });
});

describe('microversions', () => {
  const at = (version: string, path = '/images') =>
    call('GET', path, undefined, { 'x-openstack-nova-api-version': version });

  it('end the proxy at 2.36 and its metadata at 2.39', async () => {
    const id = await demo.create();
    const statuses = (path: string, ...versions: string[]) =>
      Promise.all(versions.map(async (version) => (await at(version, path)).status));
    expect(await statuses('/images', '2.1', '2.35', '2.36', 'latest')).toEqual([200, 200, 404, 404]);
    expect(await statuses(`/images/${id}/metadata`, '2.38', '2.39')).toEqual([200, 404]);
    const gone = await at('2.36');
    expect(gone.text).toBe('{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}');
    expect(gone.headers.get('x-openstack-nova-api-version')).toBe('2.36');
    sandbox.switches.set('nova-max-minor', 30);
    expect(await statuses('/images', 'latest', '2.36')).toEqual([200, 406]);
  });

  it('are refused out of range or malformed, and the newer header wins', async () => {
    const unknown = await at('9.9');
    expect(unknown.text).toBe(
      '{"computeFault": {"code": 406, "message": "Version 9.9 is not supported by the API. Minimum is 2.1 and maximum is 2.93."}}',
    );
    expect([unknown.status, unknown.headers.get('openstack-api-version')]).toEqual([406, 'compute 9.9']);
    expect(fault(await at('2.01'))).toEqual([
      400,
      {
        badRequest: {
          code: 400,
          message: 'API Version String 2.01 is of invalid format. Must be of format MajorNum.MinorNum.',
        },
      },
    ]);
    const both = await call('GET', '/images', undefined, {
      'openstack-api-version': 'identity 3, compute 2.9',
      'x-openstack-nova-api-version': '2.36',
    });
    expect([both.status, both.headers.get('x-openstack-nova-api-version')]).toEqual([200, '2.9']);
  });
});

describe('errors', () => {
  it('without a token are the authentication filter’s', async () => {
    const reply = await call('GET', '/images', undefined, { 'x-auth-token': 'wrong' });
    expect([reply.status, reply.text]).toEqual([
      401,
      '{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}',
    ]);
    expect(reply.headers.get('www-authenticate')).toBe(`Keystone uri="${sandbox.url}/identity"`);
    sandbox.switches.set('nova-plain-401', true);
    expect((await call('GET', '/images', undefined, { 'x-auth-token': 'wrong' })).text).toBe(
      'Authentication required',
    );
  });

  it('of Glance come through: a token without a project, metadata that is not what it says', async () => {
    const unscoped = await send(`${sandbox.url}/identity/v3/auth/tokens`, 'POST', {
      auth: {
        identity: { methods: ['token'], token: { id: demo.token } },
        scope: 'unscoped',
      },
    });
    const token = unscoped.headers.get('x-subject-token') ?? '';
    expect(fault(await call('GET', '/images', undefined, { 'x-auth-token': token }))).toEqual([
      403,
      {
        forbidden: {
          code: 403,
          message: 'HTTP 403 Forbidden: You are not authorized to complete get_images action.',
        },
      },
    ]);
    const id = await demo.create({ mappings: 'no json' });
    const broken = await call('GET', '/images/detail');
    expect([broken.status, pick(broken.json, 'computeFault', 'message')]).toEqual([
      500,
      expect.stringContaining("<class 'json.decoder.JSONDecodeError'>"),
    ]);
    await demo.call('DELETE', `/v2/images/${id}`);
  });

  it('for what no route takes are HTML, whatever the method', async () => {
    for (const [method, path] of [
      ['POST', '/images'],
      ['HEAD', '/images'],
      ['GET', '/images/'],
      ['DELETE', '/images/x/metadata'],
    ] as const) {
      const reply = await call(method, path);
      expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    }
    expect((await call('GET', '/nonsense')).text).toBe(
      '<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  The resource could not be found.<br /><br />\n\n\n\n </body>\n</html>',
    );
  });

  it('can be provoked in the form of a Nova fault', async () => {
    sandbox.switches.set('fail-next', '503x1');
    const reply = await call('GET', '/images');
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '1']);
    expect(pick(reply.json, 'serviceUnavailable', 'code')).toBe(503);
  });
});
