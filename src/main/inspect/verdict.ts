import { AppError } from '#shared/errors/app-error.ts';
import type { Finding, Inspection } from '#shared/model/inspection.ts';
import { displayText } from './display-text.ts';
import { FORMAT_NAMES } from './file-name.ts';
import { warning } from './findings.ts';

/** Newer services also know `gpt` (a raw disk with a partition table) and `luks`. Amazon's three-part images are file systems, kernels and ramdisks: to an inspection all of them are raw, and so are Plankton's dumps. */
const RAW_FORMATS = ['raw', 'ami', 'ari', 'aki', 'diskdump', 'extdump', 'ntfsdump'];

/**
 * What is wrong with telling the service `chosenDiskFormat` for this file; `undefined` if nothing is. The
 * worst case is an image labelled raw that is none: it is accepted, and the guest boots to nothing.
 */
export function contradiction(inspection: Inspection, chosenDiskFormat: string): Finding | undefined {
  const { wrapper, format } = inspection;
  if (wrapper !== null && wrapper !== 'ova') return packedContradiction(inspection, chosenDiskFormat);
  if (chosenDiskFormat === inspection.diskFormat || format === null) return undefined;
  if (isAlsoRight(inspection, chosenDiskFormat)) return undefined;
  const chosen = displayText(chosenDiskFormat);
  const actual = FORMAT_NAMES[format];
  const advice =
    inspection.diskFormat === null ? 'Convert it to qcow2 or raw first.' : `Choose ${inspection.diskFormat}.`;
  return warning('disk-format-contradicted', `${consequence(chosen, actual, format)} ${advice}`);
}

/** Throws `UNSAFE_IMAGE` with the first refusal's reason, if there is one. `operation` is the caller's. */
export function assertSafe(inspection: Inspection, operation: string): void {
  const found = inspection.findings.find((finding) => finding.severity === 'refusal');
  if (found === undefined) return;
  throw new AppError('UNSAFE_IMAGE', found.message, {
    operation,
    hint: 'Nothing was sent. qemu-img convert makes a complete image out of it where all of its files are.',
    context: { finding: found.code, format: inspection.format, subformat: inspection.subformat },
  });
}

/** Words that are as good as the recommended one. */
function isAlsoRight(inspection: Inspection, chosenDiskFormat: string): boolean {
  const { format, subformat, diskFormat, partitionTable } = inspection;
  if (chosenDiskFormat === 'gpt') return format === 'raw' && partitionTable !== null;
  if (chosenDiskFormat === 'luks') return format === 'luks';
  if (chosenDiskFormat === 'raw' && format === 'vhd') return subformat === 'fixed';
  return diskFormat === 'raw' && RAW_FORMATS.includes(chosenDiskFormat);
}

function consequence(chosen: string, actual: string, format: string): string {
  if (chosen === 'raw' && format === 'iso') {
    return 'The content is an ISO image, not a raw disk: services that check will refuse it as raw.';
  }
  if (chosen === 'raw') {
    return `The content is ${actual}, not raw. Labelled raw it would be given to the guest byte for byte, and it would boot to nothing.`;
  }
  return `The content is ${actual}, not ${chosen}: the service would refuse it or fail to open it.`;
}

function packedContradiction(inspection: Inspection, chosenDiskFormat: string): Finding {
  const packing = inspection.wrapper === null ? '' : FORMAT_NAMES[inspection.wrapper];
  return warning(
    'disk-format-contradicted',
    `The file is packed (${packing}), so its bytes are not ${displayText(chosenDiskFormat)}. The service stores it ` +
      'packed, and a server would not boot from it. Unpack it first.',
  );
}
