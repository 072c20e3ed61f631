import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, type Json, pick, until } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
let partner: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = await GlanceClient.signIn(sandbox, 'demo');
  partner = await GlanceClient.signIn(sandbox, 'partner');
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.switches.reset());

const settled = (id: string): Promise<Json> =>
  until(async () => {
    const image = await demo.show(id);
    return 'os_glance_import_task' in image ? undefined : image;
  });

describe('an import from another region', () => {
  beforeEach(() => sandbox.switches.set('glance-download', true));
  const begin = (id: string, method: Json, client = demo) =>
    client.call('POST', `/v2/images/${id}/import`, { method: { name: 'glance-download', ...method } });

  it('is offered where the operator set it up', async () => {
    const methods = async () =>
      pick((await demo.call('GET', '/v2/info/import')).json, 'import-methods', 'value');
    expect(await methods()).toContain('glance-download');
    sandbox.switches.set('glance-download', null);
    expect(await methods()).not.toContain('glance-download');
    expect((await begin(await demo.create(), {})).status).toBe(400);
  });

  it('brings bytes, formats and some properties', async () => {
    const fields = { disk_format: 'qcow2', hw_disk_bus: 'virtio', os_type: 'linux', note: 'mine' };
    const source = await demo.createActive(Buffer.from('bytes of the other region'), fields);
    const id = await demo.create();
    const method = { glance_image_id: source, glance_region: 'sandbox-two' };
    expect((await begin(id, method)).status).toBe(202);
    const image = await settled(id);
    expect(image).toMatchObject({
      status: 'active',
      size: 25,
      disk_format: 'qcow2',
      hw_disk_bus: 'virtio',
      os_type: 'linux',
    });
    expect(image).not.toHaveProperty('note');
  });

  it.each([
    [{ glance_image_id: '11111111-2222-3333-4444-555555555555' }, /'glance_region' needs to be set/],
    [{ glance_region: 'Sandbox' }, /'glance_image_id' needs to be set/],
    [{ glance_region: 'Sandbox', glance_image_id: 'x' }, /does not look like a UUID: x/],
  ])('with %j is 400', async (method, message) => {
    const reply = await begin(await demo.create(), method);
    expect(reply.status).toBe(400);
    expect(pick(reply.json, 'message')).toMatch(message);
  });

  it('of what is not there, or may not be seen, ends queued with a failed task', async () => {
    const hidden = await partner.createActive(Buffer.from('x'), { visibility: 'private' });
    for (const method of [
      { glance_image_id: hidden, glance_region: 'Sandbox' },
      { glance_image_id: hidden, glance_region: 'Atlantis' },
      { glance_image_id: await demo.create(), glance_region: 'Sandbox' },
    ]) {
      const id = await demo.create();
      expect((await begin(id, method)).status).toBe(202);
      expect(await settled(id)).toMatchObject({ status: 'queued', os_glance_failed_import: 'main' });
      const tasks = (await demo.call('GET', `/v2/images/${id}/tasks`)).json;
      expect(pick(tasks, 'tasks', 0, 'status')).toBe('failure');
    }
  });
});

describe('stores', () => {
  it('are the members’ too where the operator set it up', async () => {
    const id = await demo.createActive(Buffer.from('x'));
    const copy = { method: { name: 'copy-image' }, stores: ['second'] };
    expect((await demo.call('POST', `/v2/images/${id}/import`, copy)).status).toBe(403);
    sandbox.switches.set('glance-member-stores', true);
    expect((await demo.call('POST', `/v2/images/${id}/import`, copy)).status).toBe(202);
    expect(await settled(id)).toMatchObject({ stores: 'main,second' });
    expect((await partner.call('DELETE', `/v2/stores/main/${id}`)).status).toBe(404);
    expect((await demo.call('DELETE', `/v2/stores/main/${id}`)).status).toBe(204);
    expect(await demo.show(id)).toMatchObject({ stores: 'second' });
  });
});
