import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Image } from '#shared/model/index.ts';
import { djinnAccounts } from '../../../../src/sandbox/seed/djinn.ts';
import { describeService, type Made } from './describe-service.ts';

describeService(
  'djinn',
  async (bench) => {
    await bench.add('shelf', 'djinn', { ...bench.announced('djinn'), namespace: 'shelf' });
    await bench.add('partner', 'djinn', { ...bench.announced('djinn'), secret: djinnAccounts.partner.token });
    await bench.add('glance', 'glance', bench.announced('glance'));
  },
  (service) => {
    const { does } = service;

    test.concurrent('an image is uploaded under a name that fits, downloaded and deleted', async () => {
      const { bench, files } = service;
      const uploaded = await bench.run('image', 'upload', files.qcow2, '-c', 'djinn', '--json');
      expect(uploaded, uploaded.stderr).toMatchObject({ code: 0 });
      expect(uploaded.stderr).toMatch(/^note: name: My disk \(1\) becomes My-disk-1\./m);
      service.note('create by upload');
      const { image, receipt } = uploaded.json<Made>();
      const bytes = await readFile(files.qcow2);
      expect(image).toMatchObject({ name: 'My-disk-1', status: 'ready', minDiskGb: null, properties: {} });
      expect(receipt).toMatchObject({ bytes: bytes.byteLength, hash: null });
      await service.lists(image);
      expect(await service.show(image.id)).toMatchObject({ protected: null, tags: [] });
      expect(await service.downloads(image.id, 'back.qcow2')).toEqual(bytes);
      const copy = ['image', 'copy', image.id, '--to', 'glance'];
      expect(await does<Made>('copy from', ...copy)).toMatchObject({
        image: { connection: 'glance', diskFormat: 'qcow2', sizeBytes: bytes.byteLength },
      });
      await service.deletes(image.id);
    });

    test.concurrent('what does not fit is refused with what would', async () => {
      const { bench, files } = service;
      const upload = ['image', 'upload', '-c', 'djinn'];
      const named = await bench.refused('INVALID', ...upload, files.qcow2, '--name', 'my disk');
      expect(named.hint).toContain('--name my-disk');
      const other = await bench.refused('INVALID', ...upload, files.raw);
      expect(other.hint).toContain('qemu-img convert -O qcow2');
      await bench.refused('UNSUPPORTED', ...upload, files.qcow2, '--min-disk', '3');
    });

    test.concurrent('an image is fetched from an address', async () => {
      const address = `${service.source.url}/fetched.qcow2`;
      const { image } = await does<Made>('create by URL', 'image', 'import', '--url', address);
      expect(image).toMatchObject({ name: 'fetched', status: 'ready' });
    });

    test.concurrent('an image is shared by its namespace', async () => {
      const { bench, files } = service;
      const upload = ['image', 'upload', files.qcow2, '-c', 'shelf', '--name', 'shelved'];
      const { id } = (await bench.done<Made>(...upload)).image;
      const invited = { memberId: 'partner', status: 'pending', canShare: null };
      expect(await does('member add', 'member', 'add', id, 'partner')).toMatchObject([invited]);
      expect(await does('members list', 'member', 'list', id)).toMatchObject([invited]);
      const accepted = await does('member accept', 'member', 'accept', id, '-c', 'partner');
      expect(accepted).toEqual({ id, status: 'accepted' });
      expect(await does<Image[]>('shared with me', 'member', 'shared', '-c', 'partner')).toContainEqual(
        expect.objectContaining({ id, memberStatus: 'accepted' }),
      );
      expect(await does('member remove', 'member', 'remove', id, 'partner')).toEqual([]);
      await does('member add', 'member', 'add', id, 'partner');
      const rejected = await does('member reject', 'member', 'reject', id, '-c', 'partner');
      expect(rejected).toEqual({ id, status: 'rejected' });
      expect(await does('members list', 'member', 'list', id)).toEqual([]);
    });
  },
);
