import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codes, GPT_TYPES, gptDisk, inspectPath, makeWorkshop, mbrDisk, refusals } from './support.ts';

/** Files made by qemu-img, whose own opinion on the virtual size is asked. */
let workshop: Awaited<ReturnType<typeof makeWorkshop>>;

beforeAll(async () => {
  workshop = await makeWorkshop();
});
afterAll(() => workshop.close());

async function create(name: string, format: string, options: string, size = '10M') {
  await workshop.qemuImg(
    'create',
    '-q',
    '-f',
    format,
    ...(options === '' ? [] : ['-o', options]),
    name,
    size,
  );
  return inspectPath(workshop.path(name), name);
}

describe('virtual size, format and disk format agree with qemu-img', () => {
  it.each([
    ['a.qcow2', 'qcow2', 'compat=0.10', 'qcow2', 'v2', 'qcow2'],
    ['b.qcow2', 'qcow2', 'compat=1.1', 'qcow2', 'v3', 'qcow2'],
    ['c.qcow2', 'qcow2', 'cluster_size=512', 'qcow2', 'v3', 'qcow2'],
    ['d.qcow2', 'qcow2', 'cluster_size=2M', 'qcow2', 'v3', 'qcow2'],
    ['e.qcow2', 'qcow2', 'extended_l2=on', 'qcow2', 'v3', 'qcow2'],
    ['f.qcow2', 'qcow2', 'compression_type=zstd', 'qcow2', 'v3', 'qcow2'],
    ['g.qcow2', 'qcow2', 'refcount_bits=1', 'qcow2', 'v3', 'qcow2'],
    ['h.qcow2', 'qcow2', 'preallocation=metadata', 'qcow2', 'v3', 'qcow2'],
    ['sparse.vmdk', 'vmdk', 'subformat=monolithicSparse', 'vmdk', 'monolithicSparse', 'vmdk'],
    ['stream.vmdk', 'vmdk', 'subformat=streamOptimized', 'vmdk', 'streamOptimized', 'vmdk'],
    ['fixed.vhd', 'vpc', 'subformat=fixed', 'vhd', 'fixed', 'vhd'],
    ['dynamic.vhd', 'vpc', 'subformat=dynamic', 'vhd', 'dynamic', 'vhd'],
    ['dynamic.vhdx', 'vhdx', 'subformat=dynamic', 'vhdx', 'dynamic', 'vhdx'],
    ['fixed.vhdx', 'vhdx', 'subformat=fixed', 'vhdx', 'fixed', 'vhdx'],
    ['dynamic.vdi', 'vdi', '', 'vdi', 'dynamic', 'vdi'],
    ['static.vdi', 'vdi', 'static=on', 'vdi', 'fixed', 'vdi'],
    ['old.qed', 'qed', '', 'qed', null, null],
    ['old.qcow', 'qcow', '', 'qcow1', 'v1', null],
    ['box.hds', 'parallels', '', 'ploop', 'v2', 'ploop'],
    ['plain.raw', 'raw', '', 'raw', null, 'raw'],
  ])('%s (%s %s)', async (name, qemuFormat, options, format, subformat, diskFormat) => {
    const inspection = await create(name, qemuFormat, options);
    expect(inspection).toMatchObject({ format, subformat, diskFormat, wrapper: null, minDiskGb: 1 });
    expect(inspection.virtualSizeBytes).toBe(await workshop.virtualSize(name, qemuFormat));
    const quiet = ['no-partition-table', 'unsupported-format', 'fixed-vhd'];
    expect(codes(inspection).filter((code) => !quiet.includes(code))).toEqual([]);
  });

  it('reads the cluster size and rounds min disk up', async () => {
    const inspection = await create('large.qcow2', 'qcow2', 'cluster_size=128k', '2147483649');
    expect(inspection).toMatchObject({ clusterSizeBytes: 131_072, minDiskGb: 3 });
  });
});

describe('images that read another file are refused', () => {
  it('a qcow2 with a backing file', async () => {
    await create('base.qcow2', 'qcow2', '');
    await workshop.qemuImg('create', '-q', '-f', 'qcow2', '-b', 'base.qcow2', '-F', 'qcow2', 'overlay.qcow2');
    const inspection = await inspectPath(workshop.path('overlay.qcow2'), 'overlay.qcow2');
    expect(inspection.backingFile).toBe('base.qcow2');
    expect(refusals(inspection)).toEqual(['backing-file']);
    expect(inspection.findings[0]?.message).toContain('“base.qcow2”');
    expect(inspection.partitionTable).toBeNull();
  });

  it.each(['off', 'on'])('a qcow2 with an external data file (data_file_raw=%s)', async (raw) => {
    const inspection = await create(
      `ext-${raw}.qcow2`,
      'qcow2',
      `data_file=ext-${raw}.raw,data_file_raw=${raw}`,
    );
    expect(inspection.dataFile).toBe(`ext-${raw}.raw`);
    expect(refusals(inspection)).toEqual(['data-file']);
  });

  it.each(['monolithicFlat', 'twoGbMaxExtentFlat', 'twoGbMaxExtentSparse'])(
    'a VMDK of kind %s',
    async (kind) => {
      const inspection = await create(`${kind}.vmdk`, 'vmdk', `subformat=${kind}`);
      expect(inspection).toMatchObject({
        format: 'vmdk',
        subformat: kind,
        virtualSizeBytes: 10 * 1024 * 1024,
      });
      expect(refusals(inspection)).toEqual(['foreign-extents']);
      expect(inspection.findings[0]?.message).toContain(
        kind === 'monolithicFlat' ? '-flat.vmdk' : '001.vmdk',
      );
    },
  );

  it('a piece of a split VMDK', async () => {
    const inspection = await inspectPath(workshop.path('twoGbMaxExtentSparse-s001.vmdk'));
    expect(refusals(inspection)).toEqual(['disk-piece']);
  });

  it('a VMDK with a parent', async () => {
    await create('parent.vmdk', 'vmdk', '');
    await workshop.qemuImg('create', '-q', '-f', 'vmdk', '-b', 'parent.vmdk', '-F', 'vmdk', 'child.vmdk');
    const inspection = await inspectPath(workshop.path('child.vmdk'));
    expect(inspection.backingFile).toBe('parent.vmdk');
    expect(refusals(inspection)).toEqual(['parent-disk']);
  });

  it('a QED and a qcow with backing files', async () => {
    await workshop.qemuImg('create', '-q', '-f', 'raw', 'under.raw', '1M');
    for (const format of ['qed', 'qcow']) {
      await workshop.qemuImg('create', '-q', '-f', format, '-b', 'under.raw', '-F', 'raw', `over.${format}`);
      const inspection = await inspectPath(workshop.path(`over.${format}`));
      expect(inspection.backingFile).toBe('under.raw');
      expect(refusals(inspection)).toEqual(['backing-file']);
    }
  });
});

describe('encryption', () => {
  it.each([
    ['luks', 'LUKS'],
    ['aes', 'AES'],
  ])('a qcow2 encrypted with %s', async (method, name) => {
    // qemu-img's own LUKS key stretching needs a CPU clock that some machines hide, so LUKS is set by hand.
    const file = `${method}.qcow2`;
    await create(file, 'qcow2', '');
    const bytes = await readFile(workshop.path(file));
    bytes.writeUInt32BE(method === 'luks' ? 2 : 1, 32);
    await writeFile(workshop.path(file), bytes);
    const inspection = await inspectPath(workshop.path(file));
    expect(inspection).toMatchObject({ encryption: name, partitionTable: null, efiSystemPartition: null });
    expect(codes(inspection)).toContain('encrypted');
  });
});

/** A disk of 3 MiB with an EFI system partition and content that does not compress away. */
function sourceDisk(): Buffer {
  const disk = gptDisk([GPT_TYPES.efiSystem, GPT_TYPES.linux], 512, 3 * 1024 * 1024);
  randomFillSync(disk, 32 * 1024, 16 * 1024);
  randomFillSync(disk, 1024 * 1024);
  return disk;
}

describe('the partition table inside a qcow2', () => {
  it.each([
    ['plain', [], ''],
    ['tiny clusters', [], 'cluster_size=512'],
    ['version 2', [], 'compat=0.10'],
    ['subclusters', [], 'extended_l2=on,cluster_size=128k'],
    ['deflated', ['-c'], 'compression_type=zlib'],
    ['deflated, large clusters', ['-c'], 'cluster_size=2M'],
    ['zstd', ['-c'], 'compression_type=zstd'],
  ])('is seen: %s', async (name, flags, options) => {
    await writeFile(workshop.path('source.raw'), sourceDisk());
    const file = `${name.replaceAll(/\W+/g, '-')}.qcow2`;
    const optionWords = options === '' ? [] : ['-o', options];
    await workshop.qemuImg(
      'convert',
      '-f',
      'raw',
      ...flags,
      '-O',
      'qcow2',
      ...optionWords,
      'source.raw',
      file,
    );
    const inspection = await inspectPath(workshop.path(file), file);
    expect(inspection).toMatchObject({ partitionTable: 'gpt', efiSystemPartition: true });
    expect(codes(inspection)).toEqual(['efi-system-partition']);
  });

  it.each([
    ['UEFI only', [GPT_TYPES.efiSystem, GPT_TYPES.linux], 0, 0, false],
    [
      'both, by a BIOS boot partition',
      [GPT_TYPES.linux, GPT_TYPES.biosBoot, GPT_TYPES.efiSystem],
      0,
      1,
      true,
    ],
    ['both, by a partition marked for it', [GPT_TYPES.efiSystem, GPT_TYPES.linux], 4, 1, true],
    ['perhaps both, by boot code alone', [GPT_TYPES.efiSystem, GPT_TYPES.linux], 0, 1, null],
  ] as const)('tells what BIOS can start: %s', async (_name, types, attributes, bootCode, expected) => {
    const disk = gptDisk(types);
    disk.writeUInt8(bootCode, 0);
    disk.writeUInt8(attributes, 2 * 512 + 128 + 48);
    await writeFile(workshop.path('boot.raw'), disk);
    await workshop.qemuImg('convert', '-f', 'raw', '-O', 'qcow2', 'boot.raw', 'boot.qcow2');
    const inspection = await inspectPath(workshop.path('boot.qcow2'));
    expect(inspection).toMatchObject({ efiSystemPartition: true, biosBootPartition: expected });
  });

  it('an MBR with NTFS suggests Windows', async () => {
    await writeFile(workshop.path('win.raw'), mbrDisk([{ type: 7, start: 1024, sectors: 512 }]));
    await workshop.qemuImg('convert', '-f', 'raw', '-O', 'qcow2', 'win.raw', 'win.qcow2');
    const inspection = await inspectPath(workshop.path('win.qcow2'));
    expect(inspection).toMatchObject({ partitionTable: 'mbr', efiSystemPartition: false });
    expect(codes(inspection)).toEqual(['windows-partition']);
  });

  it('is not seen in clusters that are marked as zeros but still hold old data', async () => {
    await writeFile(workshop.path('old.raw'), mbrDisk([{ type: 0x83, start: 64, sectors: 64 }]));
    await workshop.qemuImg('convert', '-f', 'raw', '-O', 'qcow2', 'old.raw', 'old.qcow2');
    const path = workshop.path('old.qcow2');
    expect((await inspectPath(path)).partitionTable).toBe('mbr');
    const bytes = await readFile(path);
    const firstTable = Number(bytes.readBigUInt64BE(Number(bytes.readBigUInt64BE(40))) & 0xffffffffff00n);
    bytes.writeUInt8(1, firstTable + 7);
    await writeFile(path, bytes);
    expect((await inspectPath(path)).partitionTable).toBeNull();
  });

  it('an empty disk has none', async () => {
    const inspection = await create('empty.qcow2', 'qcow2', '');
    expect(inspection).toMatchObject({ partitionTable: null, efiSystemPartition: false });
    expect(codes(inspection)).toEqual(['no-partition-table']);
  });
});

describe('a download that broke off is noticed', () => {
  it.each([
    ['qcow2', ''],
    ['qcow2', 'refcount_bits=1'],
    ['qcow2', 'refcount_bits=64'],
    ['vpc', 'subformat=dynamic'],
    ['vdi', ''],
    ['vhdx', 'block_size=1M'],
  ])('%s %s', async (format, options) => {
    await writeFile(workshop.path('whole.raw'), sourceDisk());
    const optionWords = options === '' ? [] : ['-o', options];
    await workshop.qemuImg('convert', '-f', 'raw', '-O', format, ...optionWords, 'whole.raw', 'cut.img');
    const path = workshop.path('cut.img');
    expect(codes(await inspectPath(path))).not.toContain('truncated');
    await truncate(path, Math.floor((await readFile(path)).length * 0.7));
    expect(codes(await inspectPath(path, 'cut.img'))).toContain('truncated');
  });

  it('a raw disk whose partitions reach further', async () => {
    const disk = mbrDisk([{ type: 0x83, start: 64, sectors: 4096 }]);
    await writeFile(workshop.path('short.raw'), disk);
    expect(codes(await inspectPath(workshop.path('short.raw')))).toEqual(['truncated']);
  });
});

it('names what tar, gzip and zstd made by the usual tools hold', async () => {
  await workshop.qemuImg('create', '-q', '-f', 'qcow2', 'inner.qcow2', '5G');
  for (const [tool, wrapper] of [
    ['gzip', 'gzip'],
    ['zstd', 'zstd'],
    ['xz', 'xz'],
  ] as const) {
    const extension = { gzip: 'gz', zstd: 'zst', xz: 'xz' }[tool];
    execFileSync(tool, ['-k', '-q', 'inner.qcow2'], { cwd: workshop.folder });
    const inspection = await inspectPath(
      workshop.path(`inner.qcow2.${extension}`),
      `inner.qcow2.${extension}`,
    );
    const isOpen = wrapper !== 'xz';
    expect(inspection).toMatchObject({
      wrapper,
      containerFormat: 'compressed',
      format: isOpen ? 'qcow2' : null,
      virtualSizeBytes: isOpen ? 5 * 1024 ** 3 : null,
    });
    expect(codes(inspection)[0]).toBe('compressed');
  }
});
