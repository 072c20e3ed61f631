import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../../src/shared/model/index.ts';
import { matchesSearch, parseSearch } from '../../../src/shared/search/index.ts';
import { imageOf } from '../renderer/images.ts';
import { searches } from './generated-searches.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const finds = (search: string, image: Image) => matchesSearch(parseSearch(search, NOW), image);

const DEBIAN = imageOf({
  connection: 'Prod EU',
  id: '4B1C-77',
  name: 'Debian 13 “Trixie”',
  serviceStatus: 'active',
  sizeBytes: 2_500_000_000,
  virtualSizeBytes: null,
  owner: '7f3a99',
  protected: true,
  minDiskGb: 20,
  minRamMb: 2048,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-11-19T08:00:00Z',
  checksum: { algo: 'sha512', value: 'ab12cd' },
  tags: ['web', 'Édition'],
  properties: { os_distro: 'debian', 'hw:cpu': 'a:b', nested: { deep: [1] }, 'Odd Key': 'x' },
});
const BARE = imageOf({
  name: null,
  serviceStatus: null,
  sizeBytes: null,
  diskFormat: null,
  containerFormat: null,
  visibility: null,
  owner: null,
  protected: null,
  hidden: null,
  minDiskGb: null,
  minRamMb: null,
  createdAt: null,
  updatedAt: null,
});

describe('an image is found by', () => {
  it.each([
    'trixie',
    'debian web',
    '"debian 13"',
    'name:13',
    'name:debian*',
    'id:4b1c',
    'cloud:"prod eu"',
    'cloud:*eu',
    'status:ready',
    'status:active',
    'status:failed,active',
    'visibility:private',
    'format:qcow2',
    'format:qc*',
    'container:bare',
    'owner:7f3',
    'tag:WEB',
    'tag:e\u0301dition',
    'os_hash:ab12',
    'hash:sha512:AB',
    'size:>2G',
    'size:2.33G',
    'size:2G..3G',
    'min_disk:20',
    'min_ram:2G',
    'updated:<7d',
    'created:>30d',
    'created:2025..2026',
    'protected',
    '-hidden',
    'property.os_distro:debian',
    'property.OS_DISTRO:Deb*',
    'property."hw:cpu":"a:b"',
    'property.nested:*deep*',
    'property."odd key"',
    '"{""deep"":[1]}"',
    '-property.os_version',
    '-trixy',
    'web -fedora tag:web,db size:<3G protected:yes',
  ])('%s', (search) => expect(finds(search, DEBIAN)).toBe(true));

  it.each([
    'fedora',
    'debian fedora',
    'cloud:prod',
    'status:act',
    'owner:f3a',
    'tag:we',
    'os_hash:b12',
    'size:<2G',
    'size:2500000001',
    'updated:>7d',
    'hidden',
    '-protected',
    'protected:no',
    'property.os_distro:deb',
    'property.os_distro:*x*',
    'property.os_version',
    'virtual:*',
    'virtual:<1T',
    '-web',
  ])('but not by %s', (search) => expect(finds(search, DEBIAN)).toBe(false));
});

describe('what an image does not have', () => {
  it.each([
    'name',
    'format',
    'container',
    'visibility',
    'owner',
    'tag',
    'os_hash',
    'size',
    'virtual',
    'min_disk',
    'min_ram',
    'updated',
    'created',
  ])('fits no %s, and so fits its opposite', (key) => {
    expect(finds(`${key}:*`, BARE)).toBe(false);
    expect(finds(`-${key}:*`, BARE)).toBe(true);
  });

  it('is no flag either', () => {
    expect(finds('hidden', BARE)).toBe(false);
    expect(finds('hidden:no', BARE)).toBe(true);
  });

  it('is no property of the language’s own', () => {
    expect(finds('property.__proto__', BARE)).toBe(false);
    expect(finds('property.constructor', BARE)).toBe(false);
  });
});

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const images: fc.Arbitrary<Image> = fc
  .record({
    name: optional(searches),
    owner: optional(fc.nat().map((number) => number.toString(16))),
    sizeBytes: optional(fc.nat(4 * 1024 ** 3)),
    hidden: optional(fc.boolean()),
    updatedAt: optional(
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(NOW) })
        .map((date) => date.toISOString()),
    ),
    tags: fc.array(searches, { maxLength: 3 }),
    properties: fc.dictionary(searches, fc.oneof(searches, fc.jsonValue()), { maxKeys: 3 }),
  })
  .map((part) => imageOf(part as Partial<Image>));

describe('for any image and any search', () => {
  it('a negated term finds exactly what the term does not', () => {
    fc.assert(
      fc.property(searches, images, (search, image) => {
        for (const term of parseSearch(search, NOW).terms) {
          const turned = { ...term, negated: !term.negated };
          expect(matchesSearch({ terms: [turned], problems: [] }, image)).toBe(
            !matchesSearch({ terms: [term], problems: [] }, image),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('two searches side by side find what both find', () => {
    const closed = searches.filter((text) => (text.split('"').length - 1) % 2 === 0);
    fc.assert(
      fc.property(closed, closed, images, (one, other, image) => {
        expect(finds(`${one} ${other}`, image)).toBe(finds(one, image) && finds(other, image));
      }),
      { numRuns: 300 },
    );
  });

  it('more than a size and at most that size divide those that have one', () => {
    fc.assert(
      fc.property(images, fc.nat(4 * 1024 ** 3), (image, size) => {
        const found = [`size:>${size}`, `size:<=${size}`].filter((search) => finds(search, image));
        expect(found).toHaveLength(image.sizeBytes === null ? 0 : 1);
      }),
    );
  });
});
