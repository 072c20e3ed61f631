import { describe, expect, test } from 'vitest';
import { sortFiles } from '../../../src/renderer/src/features/upload/sort-files.ts';
import {
  contentSeverity,
  fittedImageOf,
  formFindings,
  formFromInspection,
  formProblem,
  nameFromFile,
  newImageOf,
} from '../../../src/renderer/src/features/upload/upload-form.ts';
import { newImage } from '../../../src/shared/contract/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { fakeCapabilities } from '../../fixtures/page-harness/fake-connections.ts';
import { fakeInspection } from '../../fixtures/page-harness/fake-inspections.ts';

const qcow2 = fakeInspection('debian-13.qcow2');
const form = formFromInspection('debian-13.qcow2', qcow2);
const codes = (patch: Partial<typeof form>): readonly string[] =>
  formFindings({ ...form, ...patch }, qcow2, fakeCapabilities()).map(({ code }) => code);

describe('what is dropped', () => {
  const file = (name: string, size = 100) => ({ name, size });

  test('a clouds.yaml goes to the import, with the secure.yaml beside it', () => {
    const files = [file('clouds.yaml'), file('secure.yaml'), file('debian.qcow2')];
    expect(sortFiles(files)).toEqual({ importFile: files[0], secureFile: files[1], images: [files[2]] });
  });

  test('an openrc does too; what is too large for one is an image', () => {
    expect(sortFiles([file('admin-openrc.sh')]).importFile?.name).toBe('admin-openrc.sh');
    expect(sortFiles([file('huge.yaml', 2 ** 30)]).images).toHaveLength(1);
  });

  test.each([
    ['debian-13-base.qcow2', 'debian-13-base'],
    ['disk.raw.xz', 'disk'],
    ['ubuntu-24.04', 'ubuntu-24.04'],
    ['.img', '.img'],
  ])('%s begins with the name %s', (fileName, name) => expect(nameFromFile(fileName)).toBe(name));
});

describe('the review of a file', () => {
  test('a good sign stands only beside known content that may be sent', () => {
    const refusal = { severity: 'refusal', code: 'backing-file', message: 'It reads another file.' } as const;
    expect(contentSeverity(qcow2)).toBe('good');
    expect(contentSeverity({ ...qcow2, diskFormat: null })).toBe('info');
    expect(contentSeverity({ ...qcow2, findings: [refusal] })).toBe('info');
  });

  test('begins with what the content says', () => {
    expect(form).toMatchObject({
      name: 'debian-13',
      diskFormat: 'qcow2',
      minDiskGb: 20,
      visibility: 'private',
    });
    expect(codes({})).toEqual([]);
  });

  test('contradicts a disk format that the content is not', () => {
    expect(codes({ diskFormat: 'raw' })).toEqual(['format-contradicted']);
  });

  test('warns of a disk too small for the guest, and of a format that the cloud does not take', () => {
    expect(codes({ minDiskGb: 4 })).toEqual(['min-disk-small']);
    const capabilities = { ...fakeCapabilities(), diskFormats: ['raw'] };
    const { image, differences } = fittedImageOf(form, qcow2, capabilities);
    expect(image.diskFormat).toBe('raw');
    expect(differences.map(({ field }) => field)).toEqual(['diskFormat']);
  });

  test('a refused content takes no part, whatever the form says', () => {
    const unsafe = fakeInspection('build-7781.qcow2');
    expect(formProblem(formFromInspection('build-7781.qcow2', unsafe), unsafe, undefined)).toBe(
      'refused by its content',
    );
  });

  test('a wrapped content needs a disk format from the person', () => {
    const wrapped = fakeInspection('fedora.raw.xz');
    const empty = formFromInspection('fedora.raw.xz', wrapped);
    expect(formProblem(empty, wrapped, undefined)).toBe('it needs a disk format');
    expect(formFindings({ ...empty, diskFormat: 'raw' }, wrapped, undefined)[0]?.code).toBe(
      'format-unproved',
    );
  });

  test('a packed file goes as it is where the cloud keeps images packed', () => {
    const packed = fakeInspection('base-64.zfs.gz');
    const empty = formFromInspection('base-64.zfs.gz', packed);
    const { fifo, glance } = FAKE_CAPABILITIES;
    expect(formProblem(empty, packed, glance)).toBe('it needs a disk format');
    expect(formProblem(empty, packed, fifo)).toBeUndefined();
    expect(formFindings(empty, packed, fifo)).toMatchObject([{ code: 'packing', severity: 'info' }]);
    expect(newImage.safeParse(fittedImageOf(empty, packed, fifo).image).success).toBe(true);
  });

  test('what a cloud lacks is not sent; only what somebody set is told', () => {
    const { djinn } = FAKE_CAPABILITIES;
    const untouched = fittedImageOf({ ...form, name: 'debian-13' }, qcow2, djinn);
    expect(untouched.image).toEqual({ name: 'debian-13', diskFormat: 'qcow2', containerFormat: 'bare' });
    expect(untouched.differences).toEqual([]);
    const set = fittedImageOf(
      { ...form, name: 'debian 13.1', tags: ['golden'], minDiskGb: 40 },
      qcow2,
      djinn,
    );
    expect(set.image.name).toBe('debian-13-1');
    expect(set.differences.map(({ field }) => field)).toEqual(['name', 'minDiskGb', 'tags']);
  });

  test('what is sent is what the contract takes, and nothing that was left empty', () => {
    const properties = [
      { key: ' hw_firmware_type ', value: 'uefi' },
      { key: '', value: '' },
    ];
    const image = newImageOf({ ...form, minDiskGb: undefined, tags: ['golden'], properties }, qcow2);
    expect(image).toEqual({
      name: 'debian-13',
      diskFormat: 'qcow2',
      containerFormat: 'bare',
      visibility: 'private',
      tags: ['golden'],
      properties: { hw_firmware_type: 'uefi' },
    });
    expect(newImage.safeParse(image).success).toBe(true);
  });
});
