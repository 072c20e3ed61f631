import { describe, expect, test } from 'vitest';
import {
  EMPTY_IMPORT,
  type ImportForm,
  importFormat,
  importImage,
  importName,
  importProblems,
  importReason,
  wayOf,
  waysOf,
} from '../../../src/renderer/src/features/import/import-form.ts';
import { newImage } from '../../../src/shared/contract/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';

const { glance, plankton, nova, djinn, fifo } = FAKE_CAPABILITIES;
const form = (patch: Partial<ImportForm>): ImportForm => ({ ...EMPTY_IMPORT, ...patch });
const from = (url: string): ImportForm => form({ url });

describe('an import from elsewhere', () => {
  test('goes the ways that the service has', () => {
    expect(waysOf(glance)).toEqual(['web-download', 'glance-download']);
    expect(waysOf(plankton)).toEqual(['register']);
    expect(waysOf(djinn)).toEqual(['web-download']);
    expect(wayOf(form({ way: 'glance-download' }), djinn)).toBe('web-download');
  });

  test('is greyed with the reason where there is no way', () => {
    expect(importReason(nova)).toBe("Nova's image proxy imports nothing.");
    expect(importReason(plankton)).toBeUndefined();
    expect(importReason(undefined)).toBeUndefined();
  });

  test.each([
    ['https://images.example.org/debian-13.qcow2?token=1', 'debian-13'],
    ['https://images.example.org/my%20image.raw.gz', 'my image'],
    ['https://images.example.org/%E0%A4%A', '%E0%A4%A'],
    ['https://', ''],
    ['half an addr', ''],
  ])('from %s is called “%s” until somebody says otherwise', (url, name) => {
    expect(importName(from(url), 'web-download')).toBe(name);
    expect(importName({ ...from(url), name: '' }, 'web-download')).toBe('');
  });

  test('takes the format that the address ends with, if the service knows it', () => {
    expect(importFormat(from('https://a.example/b.raw.xz'), glance)).toBe('raw');
    expect(importFormat(from('https://a.example/b.img?x=.iso'), glance)).toBe('qcow2');
    expect(importFormat(from('https://a.example/b.raw'), plankton)).toBe('diskdump');
    expect(importFormat(from('https://a.example/b'), fifo)).toBe('raw');
    expect(importFormat({ ...from('https://a.example/b.raw'), diskFormat: 'iso' }, glance)).toBe('iso');
  });

  test('says what is wrong with the address', () => {
    expect(importProblems(EMPTY_IMPORT, glance)['url']).toBe('Which address?');
    expect(importProblems(from('debian.qcow2'), glance)['url']).toBe('It is not an address');
    expect(importProblems(from('https://a.example/b.raw'), plankton)['url']).toBe('It begins with pithos://');
    expect(importProblems(from('pithos://u/images/b.raw'), plankton)).toEqual({});
    expect(importProblems(from('sftp://a.example/b.qcow2'), djinn)).toEqual({});
    expect(Object.keys(importProblems(form({ way: 'glance-download' }), glance))).toEqual([
      'imageId',
      'region',
      'name',
    ]);
  });

  test('sends what the contract takes, fitted to the service', () => {
    const { image, differences } = importImage(
      { ...from('https://a.example/alpine 3.22.qcow2'), visibility: 'shared' },
      djinn,
    );
    expect(image).toEqual({ name: 'alpine-3-22', diskFormat: 'qcow2', containerFormat: 'bare' });
    expect(differences.map(({ field }) => field)).toEqual(['name', 'visibility']);
    expect(newImage.safeParse(image).success).toBe(true);
  });
});
