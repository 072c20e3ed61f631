import { expect, test } from 'vitest';
import type { Image } from '#shared/model/index.ts';
import { describeService, type Made } from './describe-service.ts';

describeService(
  'alliance',
  async () => undefined,
  (service) => {
    const { does } = service;

    test.concurrent('an image is fetched from an address, listed, changed and deleted', async () => {
      const { source } = service;
      const address = [
        '--url',
        `${source.url}/gateway.raw`,
        '--name',
        'through the gateway',
        '--min-disk',
        '2',
      ];
      const { image } = await does<Made>('create by URL', 'image', 'import', ...address);
      const { id } = image;
      const name = 'through the gateway';
      expect(image).toMatchObject({ name, status: 'ready', diskFormat: 'raw', minDiskGb: 2 });
      await service.lists(image);
      expect(await service.show(id)).toMatchObject({ id, sizeBytes: 65_536 });
      const changed = await does(
        ['update name', 'update formats', 'update min disk', 'update min ram'],
        ...['image', 'set', id, '--name', 'renamed', '--disk-format', 'iso'],
        ...['--min-disk', '4', '--min-ram', '128'],
      );
      expect(changed).toMatchObject({ name: 'renamed', diskFormat: 'iso', minDiskGb: 4, minRamMb: 128 });
      const shared = await does<Image[]>('shared with me', 'member', 'shared');
      expect(shared.map((one) => one.id)).not.toContain(id);
      await service.deletes(id);
    });
  },
);
