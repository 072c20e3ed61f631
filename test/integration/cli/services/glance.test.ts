import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Image, Member } from '#shared/model/index.ts';
import { projectIds } from '../../../../src/sandbox/seed/identities.ts';
import { until } from '../../../support/sandbox-control.ts';
import { describeService, type Made } from './describe-service.ts';

const asPartner = { username: 'partner', project: 'partner', secret: 'partner-secret' };
const asAdmin = { username: 'admin', project: 'admin', secret: 'admin-secret' };

describeService(
  'glance',
  async (bench) => {
    await bench.add('partner', 'glance', { ...bench.announced('glance'), ...asPartner });
    await bench.add('admin', 'glance', { ...bench.announced('glance'), ...asAdmin });
    await bench.add('nova', 'nova', bench.announced('nova'));
    await bench.add('plankton', 'plankton', bench.announced('plankton'));
  },
  (service) => {
    const { does, show } = service;

    test('a copy to a service that takes no bytes is refused before anybody is asked', async () => {
      const { bench } = service;
      await bench.control.forgetRequests();
      await bench.refused('UNSUPPORTED', 'image', 'copy', 'some-id', '-c', 'glance', '--to', 'nova');
      expect(await bench.control.requests()).toEqual([]);
    });

    test.concurrent('an image is uploaded, listed, changed, downloaded and deleted', async () => {
      const { files, source } = service;
      const options = ['--property', 'a=b', '--tag', 't', '--store', 'second'];
      const { image, receipt } = await does<Made>(
        'create by upload',
        'image',
        'upload',
        files.raw,
        ...options,
      );
      expect(image).toMatchObject({
        name: 'disk',
        status: 'ready',
        diskFormat: 'raw',
        minDiskGb: 1,
        tags: ['t'],
        properties: { a: 'b' },
      });
      expect(receipt).toMatchObject({ bytes: 65_536, hash: { algo: 'sha512', verified: true } });
      await service.lists(image);
      expect(await show(image.id)).toMatchObject({ raw: { stores: 'second' } });
      expect(await service.downloads(image.id, 'back.raw')).toEqual(source.raw);
      const changed = await does(
        [
          'update name',
          'update min disk',
          'update min ram',
          'property set',
          'property unset',
          'tags',
          'protected',
        ],
        ...['image', 'set', image.id, '--name', 'other', '--min-disk', '3', '--min-ram', '64'],
        ...['--property', 'c=1', '--unset', 'a', '--tag', 'u', '--untag', 't', '--protected'],
      );
      const fields = { name: 'other', minDiskGb: 3, minRamMb: 64, tags: ['u'], protected: true };
      expect(changed).toMatchObject({ ...fields, properties: { c: '1' } });
      const shown = await does(
        ['visibility', 'hidden'],
        ...['image', 'set', image.id, '--no-protected', '--hidden', '--visibility', 'private'],
      );
      expect(shown).toMatchObject({ ...fields, protected: false, hidden: true, visibility: 'private' });
      await service.deletes(image.id);
    });

    test.concurrent('formats are changed as long as there are no bytes', async () => {
      const images = await does<Image[]>('image list', 'image', 'list');
      // Others' uploads wait at times as well; this one came with the sandbox and waits for ever.
      const queued = images.find(({ name }) => name === 'Rocky 10 upload')?.id ?? '';
      const formats = ['--disk-format', 'iso', '--container-format', 'bare'];
      expect(await does('update formats', 'image', 'set', queued, ...formats)).toMatchObject({
        diskFormat: 'iso',
      });
    });

    test.concurrent('an image is fetched from an address, copied between stores, and shut for a while', async () => {
      const { bench, source } = service;
      const address = `${source.url}/fetched.raw`;
      const { image } = await does<Made>('create by URL', 'image', 'import', '--url', address);
      const { id } = image;
      expect(image).toMatchObject({ name: 'fetched', status: 'ready', sizeBytes: 65_536 });
      expect(await does<unknown[]>('tasks', 'image', 'tasks', id)).not.toEqual([]);

      expect(await does('stores list', 'store', 'list')).toMatchObject([
        { id: 'main', isDefault: true },
        { id: 'second', isDefault: false },
      ]);
      await does('store copy', 'store', 'copy', id, 'second', '-c', 'admin');
      const stores = async (): Promise<unknown> => ((await show(id)).raw as { stores: unknown }).stores;
      await until('the copy of the bytes', async () => (await stores()) === 'main,second');
      await does('store remove', 'store', 'remove', id, 'main', '-c', 'admin');
      expect(await stores()).toBe('second');

      await does('deactivate', 'image', 'deactivate', id, '-c', 'admin');
      const download = ['image', 'download', id, '-o', join(bench.folder, 'no.raw'), '-c', 'glance'];
      await bench.refused('FORBIDDEN', ...download);
      const open = await bench.done('image', 'reactivate', id, '-c', 'admin');
      expect(open).toMatchObject({ status: 'ready' });

      expect(await does<unknown[]>('definitions', 'definition', 'list')).not.toEqual([]);
      expect(await bench.done<unknown[]>('connection', 'usage', 'glance')).not.toEqual([]);
    });

    test.concurrent('an image is fetched from another region of the same cloud', async () => {
      const { bench, files } = service;
      await bench.control.set({ 'glance-download': true });
      const { image } = await does<Made>('create by upload', 'image', 'upload', files.raw, '--name', 'far');
      const source = ['--from-region', 'Sandbox', '--image', image.id, '--disk-format', 'raw'];
      const fetched = await does<Made>('create by URL', 'image', 'import', ...source, '--name', 'near');
      expect(fetched.image).toMatchObject({ name: 'near', status: 'ready', checksum: image.checksum });
    });

    test.concurrent('an image is shared: --make-shared is offered, and each side has its say', async () => {
      const { bench, files } = service;
      const member = projectIds.partner;
      const options = ['--name', 'to share', '--visibility', 'private'];
      const { image } = await does<Made>('create by upload', 'image', 'upload', files.raw, ...options);
      const { id } = image;
      const refused = await bench.refused('CONFLICT', 'member', 'add', id, member, '-c', 'glance');
      expect(refused.hint).toContain('--make-shared');
      expect(await does('member add', 'member', 'add', id, member, '--make-shared')).toMatchObject([
        { memberId: member, status: 'pending', canShare: null },
      ]);
      expect(await does<Member[]>('members list', 'member', 'list', id)).toHaveLength(1);
      const again = await bench.refused('CONFLICT', 'member', 'add', id, member, '-c', 'glance');
      expect(again.hint).not.toContain('--make-shared');

      const pending = ['member', 'shared', '--status', 'pending', '-c', 'partner'];
      expect(await does<Image[]>('shared with me', ...pending)).toContainEqual(
        expect.objectContaining({ id, memberStatus: 'pending' }),
      );
      const accepted = await does('member accept', 'member', 'accept', id, '-c', 'partner');
      expect(accepted).toEqual({ id, status: 'accepted' });
      expect(await does('members list', 'member', 'list', id)).toMatchObject([{ status: 'accepted' }]);
      const rejected = await does('member reject', 'member', 'reject', id, '-c', 'partner');
      expect(rejected).toEqual({ id, status: 'rejected' });

      const replaced = await does('members replace all', 'member', 'replace', id, projectIds.admin);
      expect(replaced).toMatchObject([{ memberId: projectIds.admin }]);
      expect(await does('member remove', 'member', 'remove', id, projectIds.admin)).toEqual([]);
      expect(await does('members replace all', 'member', 'replace', id)).toEqual([]);
    });

    test.concurrent('an image is copied to another cloud and back', async () => {
      const { bench, files } = service;
      const options = ['--name', 'traveller', '--tag', 'left-behind', '--property', 'os=linux'];
      const { image } = await does<Made>('create by upload', 'image', 'upload', files.qcow2, ...options);
      const there = await bench.run('image', 'copy', image.id, '-c', 'glance', '--to', 'plankton', '--json');
      expect(there, there.stderr).toMatchObject({ code: 0 });
      service.note('copy from');
      expect(there.stderr).toMatch(/^note: diskFormat: qcow2 becomes diskdump/m);
      expect(there.stderr).toMatch(/^note: tags: \["left-behind"\] is left out/m);
      const copied = there.json<Made>();
      expect(copied.image).toMatchObject({ name: 'traveller', connection: 'plankton', status: 'ready' });
      expect(copied.receipt).toMatchObject({ hash: { verified: true } });
      const back = ['image', 'copy', copied.image.id, '-c', 'plankton', '--to', 'glance', '--name', 'home'];
      const returned = await bench.done<Made>(...back);
      expect(returned.image).toMatchObject({
        name: 'home',
        diskFormat: 'qcow2',
        properties: { os: 'linux' },
      });
      expect(returned.receipt.sha256).toBe(copied.receipt.sha256);
      expect(returned.image.checksum).toEqual(image.checksum);
    });
  },
);
