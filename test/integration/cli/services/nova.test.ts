import { expect, test } from 'vitest';
import { projectIds } from '../../../../src/sandbox/seed/identities.ts';
import { describeService, type Made } from './describe-service.ts';

describeService(
  'nova',
  (bench) => bench.add('glance', 'glance', bench.announced('glance')),
  (service) => {
    const { does } = service;

    test.concurrent('an image that Glance made is listed, given properties and deleted', async () => {
      const { bench, files } = service;
      const options = ['--name', 'for nova', '--visibility', 'shared', '-c', 'glance'];
      const { image } = await bench.done<Made>('image', 'upload', files.raw, ...options);
      const { id } = image;
      await service.lists(image);
      expect(await service.show(id)).toMatchObject({
        name: 'for nova',
        sizeBytes: 65_536,
        diskFormat: null,
        containerFormat: null,
        visibility: null,
        protected: null,
        tags: [],
      });

      await bench.done('member', 'add', id, projectIds.partner, '-c', 'glance');
      const set = ['image', 'set', id, '-c', 'nova', '--property', 'k=v', '--property', 'l=w'];
      const { hint } = await bench.refused('CONFLICT', ...set);
      expect(hint).toContain('--force');
      const forced = await bench.run(...set, '--force', '--json');
      expect(forced, forced.stderr).toMatchObject({ code: 0 });
      expect(forced.stderr).toMatch(/^note: Nova made the image private/m);
      expect(forced.json()).toMatchObject({ properties: { k: 'v', l: 'w' } });
      service.note('property set');
      expect(await does('property unset', 'image', 'set', id, '--unset', 'k')).toMatchObject({
        properties: { l: 'w' },
      });
      await service.deletes(id);
    });
  },
);
