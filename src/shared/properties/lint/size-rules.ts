import type { Inspection } from '../../model/index.ts';
import { editFix, type LintContext, type LintRule } from './lint-context.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
/** What a qcow2 of full size adds for its tables, and a little more. */
const MOST_OVERHEAD = 1.1;

/** The disk that a server of this image has at least, in bytes. Of an ISO it says nothing. */
function virtualSizeOf({ image, inspection }: LintContext): number | null {
  if (image.diskFormat === 'iso' || inspection?.format === 'iso') return null;
  const bytes = inspection?.virtualSizeBytes ?? image.virtualSizeBytes;
  return bytes !== null && Number.isFinite(bytes) && bytes > 0 ? bytes : null;
}

/** Nova compares only min disk before it chooses a host; the virtual size is found out there, too late. */
const minDisk: LintRule = (context) => {
  const { minDiskGb } = context.image;
  const bytes = virtualSizeOf(context);
  if (minDiskGb === null || bytes === null || minDiskGb * GIB >= bytes) return [];
  const least = Math.ceil(bytes / GIB);
  const fix = editFix(`Set min disk to ${least} GB`, { minDiskGb: least });
  // No flavor with a disk has less than one, and one without is not compared.
  if (minDiskGb === 0 && least <= 1) return [];
  return [
    {
      severity: minDiskGb === 0 ? 'info' : 'warning',
      code: minDiskGb === 0 ? 'min-disk-missing' : 'min-disk-under-virtual-size',
      message:
        minDiskGb === 0
          ? `No min disk is set, though the disk inside needs ${least} GB.`
          : `Min disk is ${minDiskGb} GB, but the disk inside needs ${least} GB.`,
      reason: 'A server with too small a flavor is accepted, and fails only on its host.',
      fields: ['minDiskGb'],
      fix,
    },
  ];
};

/** A raw image is its disk, byte for byte. */
const rawSize: LintRule = ({ image }) => {
  const { sizeBytes, virtualSizeBytes, diskFormat, containerFormat } = image;
  if (diskFormat !== 'raw' || containerFormat === 'compressed' || containerFormat === 'ova') return [];
  if (sizeBytes === null || virtualSizeBytes === null || virtualSizeBytes <= sizeBytes) return [];
  return [
    {
      severity: 'warning',
      code: 'raw-smaller-than-its-disk',
      message: 'The image is called raw, but has fewer bytes than its disk.',
      reason: 'A raw image is its disk byte for byte: this is another format, or a part is missing.',
      fields: ['diskFormat'],
      fix: null,
    },
  ];
};

const larger: LintRule = (context) => {
  const { sizeBytes, diskFormat, containerFormat } = context.image;
  const bytes = virtualSizeOf(context);
  if (sizeBytes === null || bytes === null || diskFormat === 'raw' || containerFormat === 'ova') return [];
  if (sizeBytes <= bytes * MOST_OVERHEAD + 64 * MIB) return [];
  return [
    {
      severity: 'info',
      code: 'larger-than-its-disk',
      message: 'The image has more bytes than the disk inside.',
      reason: 'It may carry snapshots of its own, or unused space; qemu-img convert makes it smaller.',
      fields: ['diskFormat'],
      fix: null,
    },
  ];
};

/** Formats that are raw bytes to whoever looks: Amazon's three parts, a disk with a partition table, dumps. */
const ALSO_RAW = ['raw', 'gpt', 'ami', 'ari', 'aki', 'diskdump', 'extdump', 'ntfsdump'];
/** What services call a format otherwise. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  vhd: ['vhd', 'vpc'],
  ploop: ['ploop'],
  luks: ['luks'],
};

const format: LintRule = ({ image, inspection }) => {
  const { diskFormat, containerFormat } = image;
  if (inspection === null || diskFormat === null || containerFormat === 'compressed') return [];
  const { wrapper } = inspection;
  if (inspection.format === null || wrapper !== null || isRight(inspection, diskFormat)) return [];
  return [
    {
      severity: 'warning',
      code: 'disk-format-contradicted',
      message: `The disk format is ${diskFormat}, but the bytes are ${inspection.format}.`,
      reason:
        diskFormat === 'raw'
          ? 'The server gets the file byte for byte as its disk, and finds nothing to boot.'
          : 'The host cannot open it. The format of a ready image cannot be changed: upload it again with the right one.',
      fields: ['diskFormat'],
      fix: null,
    },
  ];
};

function isRight(inspection: Inspection, diskFormat: string): boolean {
  const found = inspection.format;
  if (found === null || diskFormat === found || diskFormat === inspection.diskFormat) return true;
  if (found === 'raw') return ALSO_RAW.includes(diskFormat);
  // A fixed VHD is raw with a footer.
  if (found === 'vhd' && diskFormat === 'raw') return inspection.subformat === 'fixed';
  return OTHER_NAMES[found]?.includes(diskFormat) ?? false;
}

export const SIZE_RULES: readonly LintRule[] = [minDisk, rawSize, larger, format];
