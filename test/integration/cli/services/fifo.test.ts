import { writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { describeService, type Made } from './describe-service.ts';

describeService(
  'fifo',
  (bench) => bench.add('glance', 'glance', bench.announced('glance')),
  (service) => {
    const { does } = service;

    test.concurrent('a dataset is packed on the way, listed, given metadata of any depth, and deleted', async () => {
      const { files, source } = service;
      const upload = ['image', 'upload', files.raw, '--property', 'ui={"notes":["one"]}'];
      const { image } = await does<Made>('create by upload', ...upload);
      const { id } = image;
      const metadata = { ui: { notes: ['one'] } };
      expect(image).toMatchObject({ name: 'disk', status: 'ready', minDiskGb: null, properties: metadata });
      await service.lists(image);
      expect(await service.show(id)).toMatchObject({ protected: null, tags: [] });
      const set = ['image', 'set', id, '--property', 'ui/first=hello', '--property', 'count=3'];
      expect(await does('property set', ...set)).toMatchObject({
        properties: { ui: { notes: ['one'], first: 'hello' }, count: 3 },
      });
      expect(await does('property unset', 'image', 'set', id, '--unset', 'ui/notes')).toMatchObject({
        properties: { ui: { first: 'hello' }, count: 3 },
      });
      expect(gunzipSync(await service.downloads(id, 'back.gz'))).toEqual(source.raw);
      await service.deletes(id);
    });

    test.concurrent('a .gz is sent as it is, and copied to another cloud', async () => {
      const { files, source } = service;
      await writeFile(`${files.raw}.gz`, source.packed);
      const upload = ['image', 'upload', `${files.raw}.gz`, '--name', 'packed'];
      const { image, receipt } = await does<Made>('create by upload', ...upload);
      const bytes = source.packed.byteLength;
      expect(receipt).toMatchObject({ bytes, hash: { algo: 'sha1', verified: true } });
      expect(await service.downloads(image.id, 'packed.gz')).toEqual(source.packed);
      const copied = await does<Made>('copy from', 'image', 'copy', image.id, '--to', 'glance');
      expect(copied.image).toMatchObject({ connection: 'glance', name: 'packed', status: 'ready' });
    });

    test.concurrent('a dataset is fetched from a dataset server', async () => {
      const { bench, source } = service;
      const order = ['image', 'import', '--url', `${source.url}/images/any`, '--name', 'mine', '-c', 'fifo'];
      const fetched = await bench.run(...order, '--json');
      expect(fetched, fetched.stderr).toMatchObject({ code: 0 });
      expect(fetched.json<Made>().image).toMatchObject({ name: 'fetched', status: 'ready' });
      expect(fetched.stderr).toMatch(/^note: name: mine becomes fetched/m);
      service.note('create by URL');
      await bench.refused('CONFLICT', ...order);
    });

    test.concurrent('a package is made with every field, given metadata and deleted', async () => {
      const { bench } = service;
      const rule = { weight: 'must', attribute: 'resources.free-memory', condition: '=<', value: 5 };
      const random = { weight: 'random', low: 1, high: 5 };
      const made = await does<{ id: string }>(
        'package create',
        ...['package', 'create', '--name', 'argosy-x', '--ram', '1024', '--quota', '40', '--cpu-cap', '150'],
        ...['--max-swap', '512', '--block-size', '8192', '--compression', 'gzip-9', '--zfs-io-priority', '7'],
        ...['--requirement', JSON.stringify(rule), '--requirement', JSON.stringify(random)],
      );
      const { id } = made;
      const fields = {
        ...{
          connection: 'fifo',
          id,
          name: 'argosy-x',
          ramMb: 1024,
          quotaGb: 40,
          cpuCap: 150,
          cpuShares: null,
        },
        ...{ maxSwapMb: 512, blockSize: 8192, compression: 'gzip-9', zfsIoPriority: 7 },
        requirements: [rule, random],
      };
      expect(made).toMatchObject({ ...fields, metadata: {} });
      expect(await does('package list', 'package', 'list')).toContainEqual({ ...fields, metadata: {} });
      const twice = ['package', 'create', '--name', 'argosy-x', '--ram', '1', '--quota', '1'];
      await bench.refused('CONFLICT', ...twice, '-c', 'fifo');

      const set = ['ui/notes=[1,{"a":null}]', 'ui/first=bare word', 'a\\/b=true'];
      const metadata = { ui: { notes: [1, { a: null }], first: 'bare word' }, 'a/b': true };
      expect(await does('package metadata set', 'package', 'set', id, ...set)).toMatchObject({ metadata });
      expect(await does('package show', 'package', 'show', id)).toMatchObject({ ...fields, metadata });
      const unset = ['package', 'unset', id, 'ui/notes', 'a\\/b'];
      const left = await does<{ metadata: unknown }>('package metadata unset', ...unset);
      expect(left.metadata).toEqual({ ui: { first: 'bare word' } });
      expect(await does('package delete', 'package', 'delete', id)).toEqual({ id, deleted: true });
      await bench.refused('NOT_FOUND', 'package', 'show', id, '-c', 'fifo');
    });
  },
);
