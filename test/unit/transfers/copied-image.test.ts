import { describe, expect, it } from 'vitest';
import {
  type Ability,
  type Capabilities,
  copiedImage,
  fitImage,
  type Image,
  type JsonValue,
  OPERATIONS,
  type Operation,
} from '#shared/model/index.ts';
import { declaredCapabilities } from '../../../src/main/providers/index.ts';

const glance = declaredCapabilities('glance');
const plankton = declaredCapabilities('plankton');
const djinn = declaredCapabilities('djinn');
const fifo = declaredCapabilities('fifo');

const image = (change: Partial<Image> = {}): Image => ({
  connection: 'lab',
  id: '7f3c',
  name: 'debian',
  status: 'ready',
  serviceStatus: 'active',
  sizeBytes: 10,
  virtualSizeBytes: null,
  diskFormat: 'qcow2',
  containerFormat: 'bare',
  visibility: 'private',
  owner: 'me',
  protected: false,
  hidden: false,
  minDiskGb: 0,
  minRamMb: 0,
  createdAt: null,
  updatedAt: null,
  checksum: null,
  tags: [],
  properties: {},
  revision: '1',
  ...change,
});

const withProperties = (properties: Record<string, JsonValue>): Image => image({ properties });

describe('a copy between alike services', () => {
  it('is what the image says of itself, and nothing is told', () => {
    const one = image({ minDiskGb: 4, minRamMb: 512, tags: ['a'], properties: { os_distro: 'debian' } });
    expect(copiedImage(one, glance, glance)).toEqual({
      image: {
        name: 'debian',
        diskFormat: 'qcow2',
        containerFormat: 'bare',
        visibility: 'private',
        minDiskGb: 4,
        minRamMb: 512,
        tags: ['a'],
        properties: { os_distro: 'debian' },
      },
      differences: [],
      mistakenFor: null,
    });
  });

  it('takes the name that is asked for, or the id where there is none', () => {
    expect(copiedImage(image(), glance, glance, 'twin').image.name).toBe('twin');
    expect(copiedImage(image({ name: null }), glance, glance).image.name).toBe('7f3c');
  });

  it('leaves the service’s own properties behind, each with its reason', () => {
    const foreign = {
      os_glance_import_task: 'x',
      os_hash_value: 'ab',
      direct_url: 'rbd://…',
      stores: 'fast,cheap',
      'owner_specified.openstack.md5': 'ab',
      img_signature_certificate_uuid: 'c',
      kernel_id: 'k',
      base_image_ref: 'b',
      instance_uuid: 'i',
      cinder_encryption_key_id: 'e',
    };
    const { image: planned, differences } = copiedImage(
      withProperties({ ...foreign, os_distro: 'debian' }),
      glance,
      glance,
    );
    expect(planned.properties).toEqual({ os_distro: 'debian' });
    expect(differences.map(({ field }) => field)).toEqual(
      Object.keys(foreign).map((key) => `property ${key}`),
    );
    for (const { after, reason } of differences) {
      expect(after).toBeNull();
      expect(reason).toMatch(/^[A-Z].{10,}\.$/);
    }
  });

  it('begins unprotected and shown, and its audience is decided anew', () => {
    const one = image({ protected: true, hidden: true, visibility: 'public' });
    const { image: planned, differences } = copiedImage(one, glance, glance);
    expect(planned).not.toHaveProperty('protected');
    expect(planned).not.toHaveProperty('hidden');
    expect(planned).not.toHaveProperty('visibility');
    expect(differences.map(({ field, after }) => [field, after])).toEqual([
      ['visibility', null],
      ['protected', false],
      ['hidden', false],
    ]);
  });

  it('keeps a property that would be another’s prototype', () => {
    const properties = JSON.parse('{"constructor": "x", "__proto__": "y"}') as Record<string, JsonValue>;
    const { image: planned } = copiedImage(withProperties(properties), glance, glance);
    expect(Object.entries(planned.properties ?? {})).toEqual([
      ['constructor', 'x'],
      ['__proto__', 'y'],
    ]);
  });
});

describe('the disk format of a copy', () => {
  it('is called by the target’s word, and comes back as it was', () => {
    const there = copiedImage(image({ diskFormat: 'raw' }), glance, plankton);
    expect(there.image.diskFormat).toBe('diskdump');
    expect(there.image).not.toHaveProperty('properties');
    const back = copiedImage(image({ diskFormat: 'diskdump' }), plankton, glance);
    expect(back.image.diskFormat).toBe('raw');
    expect(back.mistakenFor).toBeNull();
  });

  it('without a word there is noted as a property, and restored by the next that knows it', () => {
    const there = copiedImage(image(), glance, plankton);
    expect(there).toMatchObject({
      image: { diskFormat: 'diskdump', properties: { argosy_disk_format: 'qcow2' } },
      mistakenFor: null,
    });
    const asThere = image({
      diskFormat: 'diskdump',
      properties: { argosy_disk_format: 'qcow2', os: 'debian' },
    });
    for (const [target, expected] of [
      [glance, { diskFormat: 'qcow2', properties: { os: 'debian' } }],
      [plankton, { diskFormat: 'diskdump', properties: { argosy_disk_format: 'qcow2', os: 'debian' } }],
      [fifo, { diskFormat: 'qcow2', properties: { argosy_disk_format: 'qcow2', os: 'debian' } }],
    ] as const) {
      expect(copiedImage(asThere, plankton, target).image).toMatchObject(expected);
    }
    expect(copiedImage(asThere, plankton, djinn)).toMatchObject({
      image: { diskFormat: 'qcow2' },
      mistakenFor: null,
    });
  });

  it('is noted where a service knows no formats, but for the usual raw', () => {
    const there = copiedImage(image(), glance, fifo);
    expect(there.image.properties).toEqual({ argosy_disk_format: 'qcow2' });
    expect(there.differences).toContainEqual(
      expect.objectContaining({ field: 'diskFormat', before: 'qcow2', after: null }),
    );
    expect(copiedImage(image({ diskFormat: 'raw' }), glance, fifo).image).not.toHaveProperty('properties');
  });

  it('is what all images of the source are, or a guess that is told', () => {
    const unknown = image({ diskFormat: null, containerFormat: null });
    expect(copiedImage(unknown, djinn, glance)).toMatchObject({ image: { diskFormat: 'qcow2' } });
    const guessed = copiedImage(unknown, fifo, glance);
    expect(guessed.image).toMatchObject({ diskFormat: 'raw', containerFormat: 'bare' });
    expect(guessed.differences[0]).toMatchObject({ field: 'diskFormat', before: null, after: 'raw' });
    // Who does not know cannot say that it is wrong either.
    expect(copiedImage(unknown, fifo, djinn).mistakenFor).toBeNull();
  });

  it('says when the target would take the bytes for what they are not', () => {
    expect(copiedImage(image({ diskFormat: 'vmdk' }), glance, djinn).mistakenFor).toEqual({
      real: 'vmdk',
      word: 'qcow2',
    });
  });
});

describe('properties and tags of a copy', () => {
  const narrow: Capabilities = {
    ...glance,
    limits: { nameLength: 8, propertyKeyLength: 6, propertyValueLength: 6, tagLength: 3, tags: 2 },
  };

  it('are text where the service has only text', () => {
    const properties = { ui: { notes: ['a'] }, count: 3, on: true, os: 'linux' };
    const nested = image({ diskFormat: null, properties });
    const { image: planned, differences } = copiedImage(nested, fifo, glance);
    expect(planned.properties).toEqual({ ui: '{"notes":["a"]}', count: '3', on: 'true', os: 'linux' });
    expect(differences.filter(({ field }) => field.startsWith('property'))).toHaveLength(3);
    expect(copiedImage(nested, fifo, fifo).image.properties).toEqual(properties);
  });

  it('that are too long or too many are left out, and told', () => {
    const one = image({
      name: 'a longer name',
      tags: ['one', 'long-one', 'two', 'six'],
      properties: { key: 'value', longkey: 'x', k: 'long value' },
    });
    const { image: planned, differences } = copiedImage(one, glance, narrow);
    expect(planned).toMatchObject({ name: 'a longer', tags: ['one', 'two'], properties: { key: 'value' } });
    expect(differences.map(({ field }) => field).toSorted()).toEqual([
      'name',
      'property k',
      'property longkey',
      'tag long-one',
      'tag six',
    ]);
  });

  it('are left out where there are none, in the service’s own words', () => {
    const one = image({ tags: ['a'], properties: { os: 'linux' }, minDiskGb: 3 });
    const { image: planned, differences } = copiedImage(one, glance, djinn);
    expect(planned).toEqual({ name: 'debian', diskFormat: 'qcow2', containerFormat: 'bare' });
    const ability = djinn.operations['property.set'];
    expect(differences).toContainEqual({
      field: 'properties',
      before: { os: 'linux' },
      after: null,
      reason: ability.supported ? '' : ability.reason,
    });
  });
});

describe('an image that is fitted to a service', () => {
  const all = Object.fromEntries(OPERATIONS.map((name) => [name, { supported: true }])) as Record<
    Operation,
    Ability
  >;

  it('gets a name that is allowed', () => {
    const named = (name: string): string =>
      fitImage({ name, diskFormat: 'qcow2', containerFormat: 'bare' }, djinn).image.name;
    expect(named('Debian 12 (ätherisch)')).toMatch(/^[a-zA-Z0-9_-]+$/);
    expect(named('debian-12')).toBe('debian-12');
    expect(named('日本')).toBe('image');
  });

  it('is cut between characters, not within one', () => {
    const short: Capabilities = { ...glance, operations: all, limits: { ...glance.limits, nameLength: 2 } };
    expect(fitImage({ name: '🐧🐧🐧', diskFormat: 'raw', containerFormat: 'bare' }, short).image.name).toBe(
      '🐧🐧',
    );
  });

  it('gets a container that the service knows, also where its format is restored', () => {
    const wanted = {
      name: 'x',
      diskFormat: 'raw',
      containerFormat: 'docker',
      properties: { argosy_disk_format: 'qcow2' },
    };
    const { image: fitted, differences } = fitImage(wanted, { ...glance, containerFormats: ['bare', 'ovf'] });
    expect(fitted).toMatchObject({ diskFormat: 'qcow2', containerFormat: 'bare', properties: {} });
    expect(differences.map(({ field }) => field)).toEqual(['diskFormat', 'containerFormat']);
  });
});
