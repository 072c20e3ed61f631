import { expect, test } from 'vitest';
import type { Image } from '#shared/model/index.ts';
import { accounts } from '../../../../src/sandbox/dialects/plankton/accounts.ts';
import { describeService, type Made } from './describe-service.ts';

const partner = accounts.find(({ name }) => name.startsWith('partner'));
const partnerId = partner?.uuid ?? '';

describeService(
  'plankton',
  async (bench) => {
    const asPartner = { userId: partnerId, secret: partner?.token ?? '' };
    await bench.add('partner', 'plankton', { ...bench.announced('plankton'), ...asPartner });
    await bench.add('glance', 'glance', bench.announced('glance'));
  },
  (service) => {
    const { does } = service;

    test.concurrent('an image is uploaded, listed, changed, shared, downloaded and forgotten', async () => {
      const { files, source } = service;
      const upload = ['image', 'upload', files.raw, '--name', 'argosy’s own', '--property', 'os=linux'];
      const { image, receipt } = await does<Made>('create by upload', ...upload);
      const { id } = image;
      expect(image).toMatchObject({ status: 'ready', diskFormat: 'diskdump', minDiskGb: null, tags: [] });
      expect(receipt.hash).toMatchObject({ verified: true });
      await service.lists(image);
      expect(await service.show(id)).toMatchObject({ visibility: 'private', protected: null, hidden: null });
      const changed = await does(
        ['update name', 'update formats', 'visibility', 'property set', 'property unset'],
        ...['image', 'set', id, '--name', 'Grüße', '--disk-format', 'extdump', '--visibility', 'public'],
        ...['--property', 'k=v w', '--unset', 'os'],
      );
      const fields = { name: 'Grüße', diskFormat: 'extdump', visibility: 'public' };
      expect(changed).toMatchObject({ ...fields, properties: { k: 'v w' } });
      expect(await does('visibility', 'image', 'set', id, '--visibility', 'private')).toMatchObject({
        visibility: 'private',
      });

      const member = { memberId: partnerId, status: null, canShare: false, createdAt: null };
      expect(await does('member add', 'member', 'add', id, partnerId)).toMatchObject([member]);
      expect(await does('members list', 'member', 'list', id)).toMatchObject([member]);
      expect(await does<Image[]>('shared with me', 'member', 'shared', '-c', 'partner')).toContainEqual(
        expect.objectContaining({ id, memberStatus: null }),
      );
      const other = '11111111-2222-4333-8444-555555555555';
      expect(await does('members replace all', 'member', 'replace', id, other)).toMatchObject([
        { memberId: other },
      ]);
      expect(await does('member remove', 'member', 'remove', id, other)).toEqual([]);

      expect(await service.downloads(id, 'back.raw')).toEqual(source.raw);
      await service.deletes(id);
    });

    test.concurrent('what was forgotten is registered again, and deleted with its file', async () => {
      const { bench, files } = service;
      const { image } = await does<Made>('create by upload', 'image', 'upload', files.raw, '--name', 'kept');
      const { location } = (await service.show(image.id)).raw as { location: string };
      await service.deletes(image.id);
      const register = ['image', 'import', '--url', location, '--name', 'again'];
      const registered = await does<Made>('register an object', ...register);
      expect(registered.image).toMatchObject({ id: image.id, name: 'again', diskFormat: 'diskdump' });
      await does('delete with the file', 'image', 'delete', image.id, '--with-file');
      await bench.refused('NOT_FOUND', ...register, '-c', 'plankton');
    });

    test.concurrent('what is found out about a file is fitted and said; what was named is not dropped', async () => {
      const { bench, files } = service;
      const uploaded = await bench.run('image', 'upload', files.qcow2, '-c', 'plankton', '--json');
      expect(uploaded, uploaded.stderr).toMatchObject({ code: 0 });
      expect(uploaded.stderr).toMatch(/^note: diskFormat: qcow2 becomes diskdump/m);
      expect(uploaded.stderr).toMatch(/^note: minDiskGb: 1 is left out/m);
      const { image } = uploaded.json<Made>();
      expect(image.properties).toEqual({ argosy_disk_format: 'qcow2' });

      for (const named of [
        ['--min-disk', '3'],
        ['--tag', 'x'],
        ['--disk-format', 'qcow2'],
        ['--visibility', 'community'],
        ['--store', 'second'],
      ]) {
        const upload = ['image', 'upload', files.qcow2, '-c', 'plankton', '--name', 'never-made'];
        await bench.refused('UNSUPPORTED', ...upload, ...named);
      }
      expect(await does('image list --search', 'image', 'list', '--search', 'never-made')).toEqual([]);

      const copied = ['image', 'copy', image.id, '--to', 'glance', '--name', 'from plankton'];
      expect(await does<Made>('copy from', ...copied)).toMatchObject({
        image: { connection: 'glance', name: 'from plankton', diskFormat: 'qcow2', status: 'ready' },
      });
    });
  },
);
