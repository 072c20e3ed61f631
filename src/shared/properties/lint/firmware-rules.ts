import type { LintFinding } from '../lint-finding.ts';
import {
  architectureOf,
  isForLibvirt,
  isProbablyX86,
  type LintContext,
  type LintRule,
  property,
  saysYes,
  setFix,
  textOf,
} from './lint-context.ts';

const FIRMWARE = 'hw_firmware_type';
const MACHINE = 'hw_machine_type';
const useUefi = setFix('Set the firmware to uefi', { [FIRMWARE]: 'uefi' });

/**
 * Nova starts x86 with BIOS unless told otherwise (libvirt driver, `_configure_guest_by_virt_type`). Most images
 * are made for both: only one that BIOS certainly finds nothing in is worth a warning.
 */
const missing: LintRule = (context) => {
  const { inspection } = context;
  if (inspection?.efiSystemPartition !== true || inspection.format === 'iso') return [];
  if (textOf(context, FIRMWARE) !== undefined || !isProbablyX86(context) || !isForLibvirt(context)) return [];
  const uefiOnly = inspection.partitionTable === 'gpt' && inspection.biosBootPartition === false;
  return [
    {
      severity: uefiOnly ? 'warning' : 'info',
      code: 'firmware-missing',
      message: uefiOnly
        ? 'The disk boots with UEFI only, but nothing says so.'
        : 'The disk has an EFI system partition, but nothing says which firmware it is to boot with.',
      reason: missingReason(uefiOnly, inspection.biosBootPartition),
      fields: [property(FIRMWARE)],
      fix: useUefi,
    },
  ];
};

function missingReason(uefiOnly: boolean, biosBoots: boolean | null | undefined): string {
  if (uefiOnly) {
    return 'It has an EFI system partition and nothing that BIOS could start. Servers start with BIOS unless told otherwise, and stop at a black screen.';
  }
  return biosBoots === true
    ? 'It can be started by BIOS too, which is what servers get unless told otherwise. Only if it is to use UEFI it has to say so.'
    : 'Servers start with BIOS unless told otherwise. An image made for UEFI only stops at a black screen then; one made for both boots either way.';
}

const uefiWithoutPartition: LintRule = (context) => {
  const { inspection } = context;
  if (textOf(context, FIRMWARE) !== 'uefi' || inspection?.format === 'iso') return [];
  if (inspection?.efiSystemPartition !== false || inspection.partitionTable === null) return [];
  const needsUefi = textOf(context, 'os_secure_boot') === 'required' || saysYes(context, 'hw_mem_encryption');
  const certain = !needsUefi && isProbablyX86(context) && !saysYes(context, 'hw_firmware_stateless');
  return [
    {
      severity: 'warning',
      code: 'uefi-without-partition',
      message: 'The image is to boot with UEFI, but its disk has no EFI system partition.',
      reason: 'UEFI finds no boot loader there, and ends in its shell.',
      fields: [property(FIRMWARE)],
      fix: certain ? setFix('Set the firmware to bios', { [FIRMWARE]: 'bios' }) : null,
    },
  ];
};

/**
 * Secure boot is read only where the firmware is UEFI, which only ARM has by itself: elsewhere the wish is
 * silently lost (libvirt driver, `_configure_guest_by_virt_type`; `_check_secure_boot_support`).
 */
const secureBootWithoutUefi: LintRule = (context) => {
  if (textOf(context, 'os_secure_boot') !== 'required' || !isForLibvirt(context)) return [];
  const firmware = textOf(context, FIRMWARE);
  if (firmware === 'uefi' || (firmware === undefined && architectureOf(context) === 'aarch64')) return [];
  const said =
    firmware === undefined ? 'no firmware is named, which means BIOS' : `the firmware is ${firmware}`;
  const certain = firmware === undefined || context.inspection?.efiSystemPartition === true;
  return [
    {
      severity: 'warning',
      code: 'secure-boot-without-uefi',
      message: `Secure boot is required, but ${said}.`,
      reason: 'Secure boot is a part of UEFI. With BIOS the server starts without it, and nobody is told.',
      fields: [property('os_secure_boot'), property(FIRMWARE)],
      fix: certain && context.inspection?.efiSystemPartition !== false ? useUefi : null,
    },
  ];
};

/** On x86_64 Nova refuses secure boot without q35 (`_check_secure_boot_support`); its default is pc. */
const secureBootWithoutQ35: LintRule = (context) => {
  if (textOf(context, 'os_secure_boot') !== 'required' || !isForLibvirt(context)) return [];
  const machine = textOf(context, MACHINE);
  if (machine?.includes('q35') || !isProbablyX86(context)) return [];
  return [
    {
      severity: machine === undefined ? 'info' : 'warning',
      code: 'secure-boot-without-q35',
      message:
        machine === undefined
          ? 'Secure boot is required, but no machine type is named.'
          : `Secure boot is required, but the machine type is ${machine}.`,
      reason:
        'On x86 secure boot works only with q35. Unless the hosts use it by themselves, the server is refused.',
      fields: [property('os_secure_boot'), property(MACHINE)],
      fix: q35Fix(context),
    },
  ];
};

/** q35 has no IDE: where something hangs on it, only a person can say what goes. */
function q35Fix(context: LintContext): LintFinding['fix'] {
  const ide = [textOf(context, 'hw_disk_bus'), textOf(context, 'hw_cdrom_bus')].includes('ide');
  return ide ? null : setFix('Set the machine type to q35', { [MACHINE]: 'q35' });
}

/** nova/virt/libvirt/utils.py `get_default_machine_type`: ARM has virt; firmware is UEFI by itself there. */
const armMachine: LintRule = (context) => {
  const machine = textOf(context, MACHINE);
  if (machine === undefined || !isForLibvirt(context)) return [];
  const architecture = architectureOf(context);
  const isPc = /^(pc|q35|isapc|microvm)(-|$)/.test(machine);
  const isArm = /^virt(-|$)/.test(machine);
  const wrongForArm = (architecture === 'aarch64' || architecture === 'armv7l') && isPc;
  const wrongForX86 = (architecture === 'x86_64' || architecture === 'i686') && isArm;
  if (!wrongForArm && !wrongForX86) return [];
  return [
    {
      severity: 'warning',
      code: 'machine-type-of-other-architecture',
      message: `The machine type ${machine} does not exist for ${architecture}.`,
      reason: 'No host can start such a server.',
      fields: [property(MACHINE), property('architecture')],
      fix: wrongForArm ? setFix('Set the machine type to virt', { [MACHINE]: 'virt' }) : null,
    },
  ];
};

const armBios: LintRule = (context) => {
  if (architectureOf(context) !== 'aarch64' || textOf(context, FIRMWARE) !== 'bios') return [];
  return [
    {
      severity: 'warning',
      code: 'arm-with-bios',
      message: 'The image is for ARM, but is to boot with BIOS.',
      reason: 'There is no BIOS on ARM: the server would start without firmware.',
      fields: [property(FIRMWARE), property('architecture')],
      fix: useUefi,
    },
  ];
};

/**
 * nova/virt/hardware.py `_check_mem_encryption_uses_uefi_image`, `_check_mem_encryption_machine_type`: both
 * are refused when the server is made.
 */
const encryptionWithoutUefi: LintRule = (context) => {
  const firmware = textOf(context, FIRMWARE);
  if (!saysYes(context, 'hw_mem_encryption') || firmware === 'uefi') return [];
  const certain = firmware === undefined && context.inspection?.efiSystemPartition !== false;
  return [
    {
      severity: 'warning',
      code: 'memory-encryption-without-uefi',
      message: 'Memory encryption is asked for, but the firmware is not set to uefi.',
      reason: 'The server is refused when it is made.',
      fields: [property('hw_mem_encryption'), property(FIRMWARE)],
      fix: certain ? useUefi : null,
    },
  ];
};

const encryptionWithoutQ35: LintRule = (context) => {
  const machine = textOf(context, MACHINE);
  if (!saysYes(context, 'hw_mem_encryption') || machine === undefined || machine.includes('q35')) return [];
  return [
    {
      severity: 'warning',
      code: 'memory-encryption-without-q35',
      message: `Memory encryption is asked for, but the machine type is ${machine}.`,
      reason: 'It works only with q35; the server is refused when it is made.',
      fields: [property('hw_mem_encryption'), property(MACHINE)],
      fix: q35Fix(context),
    },
  ];
};

/** nova-specs 2023.2 “libvirt stateless firmware”: only with hw_firmware_type=uefi. */
const statelessWithoutUefi: LintRule = (context) => {
  const firmware = textOf(context, FIRMWARE);
  if (!saysYes(context, 'hw_firmware_stateless') || firmware === 'uefi') return [];
  return [
    {
      severity: 'warning',
      code: 'stateless-firmware-without-uefi',
      message: 'Firmware without memory is asked for, but the firmware is not set to uefi.',
      reason: 'Only UEFI can be without memory; the server is refused when it is made.',
      fields: [property('hw_firmware_stateless'), property(FIRMWARE)],
      fix: firmware === undefined && context.inspection?.efiSystemPartition !== false ? useUefi : null,
    },
  ];
};

/** Nova, “AMD SEV” and “Intel TDX”: these two need firmware without memory, set on the image. */
const encryptionWithoutStateless: LintRule = (context) => {
  const model = textOf(context, 'hw_mem_encryption_model');
  if (model !== 'amd-sev-snp' && model !== 'intel-tdx') return [];
  if (!saysYes(context, 'hw_mem_encryption') || saysYes(context, 'hw_firmware_stateless')) return [];
  const uefi = textOf(context, FIRMWARE) === 'uefi';
  return [
    {
      severity: 'warning',
      code: 'memory-encryption-without-stateless-firmware',
      message: `Memory encryption with ${model} is asked for, but not firmware without memory.`,
      reason: 'The two go together only; the server is refused.',
      fields: [property('hw_mem_encryption_model'), property('hw_firmware_stateless')],
      fix: uefi ? setFix('Use firmware without memory', { hw_firmware_stateless: 'true' }) : null,
    },
  ];
};

export const FIRMWARE_RULES: readonly LintRule[] = [
  missing,
  uefiWithoutPartition,
  secureBootWithoutUefi,
  secureBootWithoutQ35,
  armMachine,
  armBios,
  encryptionWithoutUefi,
  encryptionWithoutQ35,
  statelessWithoutUefi,
  encryptionWithoutStateless,
];
