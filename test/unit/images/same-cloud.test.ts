import { describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import type { ConnectionProfile, KeystoneSettings } from '#shared/model/index.ts';
import { createImageHandlers, glanceOfSameCloud } from '../../../src/main/images/index.ts';
import type { ImageProvider } from '../../../src/main/providers/index.ts';

const settings = { authUrl: 'https://cloud.example:5000/v3', username: 'eve', project: 'lab' };
const profile = (
  name: string,
  kind: 'glance' | 'nova',
  more: Partial<KeystoneSettings> = {},
): ConnectionProfile => ({ name, kind, tls: {}, color: 0, settings: { ...settings, ...more } });

describe('the Glance connections to the cloud of a Nova connection', () => {
  test('same address and project, however these are written', () => {
    const profiles = [
      profile('compute', 'nova'),
      profile('same', 'glance'),
      profile('slash', 'glance', { authUrl: 'https://Cloud.example:5000/' }),
      profile('other user', 'glance', { username: 'adam' }),
      profile('domain', 'glance', { projectDomain: 'Default' }),
      profile('other project', 'glance', { project: 'shop' }),
      profile('other domain', 'glance', { projectDomain: 'Lab' }),
      profile('other region', 'glance', { region: 'R2' }),
      profile('other cloud', 'glance', { authUrl: 'https://other.example:5000/v3' }),
      profile('another compute', 'nova'),
    ];
    expect(glanceOfSameCloud(profiles, 'compute')).toEqual(['same', 'slash', 'other user', 'domain']);
    expect(glanceOfSameCloud(profiles, 'same')).toEqual([]);
    expect(glanceOfSameCloud(profiles, 'not there')).toEqual([]);
  });
});

describe('an edit that is better done through Glance', () => {
  const editWith = async (names: readonly string[], context: Record<string, string>): Promise<unknown> => {
    const refused = new AppError('CONFLICT', 'It would turn private.', {
      operation: 'images.edit',
      hint: 'Use Glance.',
      context,
    });
    const handlers = createImageHandlers({
      provider: async () => ({ edit: () => Promise.reject(refused) }) as unknown as ImageProvider,
      catalog: { upsert: async () => undefined, remove: async () => undefined },
      keepDefinitions: async () => undefined,
      emit: () => undefined,
      glanceOfSameCloud: () => names,
    });
    const params = { connection: 'compute', id: 'x', edit: { setProperties: { a: 'b' } } };
    return handlers['images.edit'](params, { signal: new AbortController().signal }).catch(
      (error: unknown) => error,
    );
  };

  test('names the connections that do it', async () => {
    expect(await editWith(['lab', 'lab2'], { instead: 'glance' })).toMatchObject({
      code: 'CONFLICT',
      message: 'It would turn private.',
      hint: 'Use Glance. Such a connection is saved: lab, lab2.',
      context: { instead: 'glance' },
    });
  });

  test('says nothing more where there is none, or another conflict', async () => {
    expect(await editWith([], { instead: 'glance' })).toMatchObject({ hint: 'Use Glance.' });
    expect(await editWith(['lab'], {})).toMatchObject({ hint: 'Use Glance.' });
  });
});
