import { describe, expect, test } from 'vitest';
import { wishesOf, withWishes } from '#shared/edits/index.ts';
import type { Image, Inspection } from '#shared/model/index.ts';
import { knownProperties, lintImage } from '#shared/properties/index.ts';
import { anImage, anInspection } from './an-image.ts';

const known = knownProperties(undefined);
const GIB = 1024 ** 3;
const efi = { efiSystemPartition: true };
const firmware = { hw_firmware_type: 'uefi' };

interface Case {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly image?: Partial<Image>;
  readonly properties?: Record<string, string>;
  readonly inspection?: Partial<Inspection>;
  /** The properties after the fix, the fields of the image, or that there is none. */
  readonly fixed: Record<string, string | number> | null;
}

const CASES: readonly Case[] = [
  {
    code: 'firmware-missing',
    severity: 'warning',
    inspection: { ...efi, biosBootPartition: false },
    fixed: firmware,
  },
  {
    code: 'firmware-missing',
    severity: 'info',
    inspection: { ...efi, biosBootPartition: true },
    fixed: firmware,
  },
  {
    code: 'firmware-missing',
    severity: 'info',
    inspection: { ...efi, biosBootPartition: null },
    fixed: firmware,
  },
  // As it was kept before that was looked for.
  { code: 'firmware-missing', severity: 'info', inspection: efi, fixed: firmware },
  {
    code: 'uefi-without-partition',
    severity: 'warning',
    properties: { hw_firmware_type: 'uefi' },
    inspection: { efiSystemPartition: false, partitionTable: 'mbr' },
    fixed: { hw_firmware_type: 'bios' },
  },
  {
    code: 'uefi-without-partition',
    severity: 'warning',
    properties: { hw_firmware_type: 'uefi', hw_machine_type: 'q35', os_secure_boot: 'required' },
    inspection: { efiSystemPartition: false, partitionTable: 'mbr' },
    fixed: null,
  },
  {
    code: 'secure-boot-without-uefi',
    severity: 'warning',
    properties: { hw_firmware_type: 'bios', os_secure_boot: 'required', hw_machine_type: 'q35' },
    fixed: null,
  },
  {
    code: 'secure-boot-without-uefi',
    severity: 'warning',
    properties: { os_secure_boot: 'required', hw_machine_type: 'q35' },
    fixed: { hw_firmware_type: 'uefi' },
  },
  {
    code: 'secure-boot-without-q35',
    severity: 'warning',
    properties: { os_secure_boot: 'required', hw_firmware_type: 'uefi', hw_machine_type: 'pc' },
    fixed: { hw_machine_type: 'q35' },
  },
  {
    code: 'secure-boot-without-q35',
    severity: 'info',
    properties: { os_secure_boot: 'required', hw_firmware_type: 'uefi' },
    fixed: { hw_machine_type: 'q35' },
  },
  {
    code: 'machine-type-of-other-architecture',
    severity: 'warning',
    properties: { architecture: 'aarch64', hw_machine_type: 'pc' },
    fixed: { hw_machine_type: 'virt' },
  },
  {
    code: 'arm-with-bios',
    severity: 'warning',
    properties: { architecture: 'aarch64', hw_firmware_type: 'bios' },
    fixed: { hw_firmware_type: 'uefi' },
  },
  {
    code: 'memory-encryption-without-uefi',
    severity: 'warning',
    properties: { hw_mem_encryption: 'True' },
    fixed: { hw_firmware_type: 'uefi' },
  },
  {
    code: 'memory-encryption-without-q35',
    severity: 'warning',
    properties: { hw_mem_encryption: 'true', hw_firmware_type: 'uefi', hw_machine_type: 'pc' },
    fixed: { hw_machine_type: 'q35' },
  },
  {
    code: 'stateless-firmware-without-uefi',
    severity: 'warning',
    properties: { hw_firmware_stateless: 'true' },
    fixed: { hw_firmware_type: 'uefi' },
  },
  {
    code: 'memory-encryption-without-stateless-firmware',
    severity: 'warning',
    properties: {
      hw_mem_encryption: 'true',
      hw_mem_encryption_model: 'amd-sev-snp',
      hw_firmware_type: 'uefi',
      hw_machine_type: 'q35',
    },
    fixed: { hw_firmware_stateless: 'true' },
  },
  {
    code: 'ide-on-q35',
    severity: 'warning',
    properties: { hw_machine_type: 'pc-q35-8.2', hw_disk_bus: 'ide' },
    fixed: { hw_disk_bus: 'sata' },
  },
  {
    code: 'bus-of-other-hypervisor',
    severity: 'warning',
    properties: { hypervisor_type: 'qemu', hw_disk_bus: 'xen' },
    fixed: null,
  },
  {
    code: 'scsi-model-without-scsi-bus',
    severity: 'info',
    properties: { hw_scsi_model: 'virtio-scsi' },
    fixed: { hw_disk_bus: 'scsi' },
  },
  {
    code: 'scsi-model-without-scsi-bus',
    severity: 'info',
    properties: { hw_scsi_model: 'virtio-scsi', hw_disk_bus: 'virtio' },
    fixed: null,
  },
  {
    code: 'windows-needs-virtio-drivers',
    severity: 'info',
    properties: { os_type: 'windows', hw_disk_bus: 'virtio' },
    fixed: null,
  },
  {
    code: 'queues-without-virtio',
    severity: 'info',
    properties: { hw_vif_multiqueue_enabled: 'true', hw_vif_model: 'e1000' },
    fixed: {},
  },
  { code: 'quiesce-without-agent', severity: 'info', properties: { os_require_quiesce: 'yes' }, fixed: null },
  {
    code: 'vmdk-kind-contradicted',
    severity: 'warning',
    image: { diskFormat: 'vmdk' },
    properties: { vmware_disktype: 'sparse' },
    inspection: { format: 'vmdk', diskFormat: 'vmdk', subformat: 'streamOptimized' },
    fixed: { vmware_disktype: 'streamOptimized' },
  },
  {
    code: 'tpm-crb-with-old-version',
    severity: 'warning',
    properties: { hw_tpm_model: 'tpm-crb', hw_tpm_version: '1.2' },
    fixed: null,
  },
  {
    code: 'tpm-without-version',
    severity: 'info',
    properties: { hw_tpm_model: 'tpm-crb' },
    fixed: { hw_tpm_version: '2.0' },
  },
  {
    code: 'windows-tpm-without-uefi',
    severity: 'info',
    properties: { os_type: 'windows', hw_tpm_version: '2.0' },
    fixed: null,
  },
  {
    code: 'thread-policy-without-dedicated',
    severity: 'info',
    properties: { hw_cpu_thread_policy: 'isolate' },
    fixed: null,
  },
  {
    code: 'locked-memory-without-page-size',
    severity: 'info',
    properties: { hw_locked_memory: 'true' },
    fixed: null,
  },
  {
    code: 'licence-contradicted',
    severity: 'info',
    properties: { license_included: 'true', license_required: 'yes' },
    fixed: null,
  },
  {
    code: 'min-disk-under-virtual-size',
    severity: 'warning',
    image: { minDiskGb: 4, virtualSizeBytes: 10 * GIB + 1 },
    fixed: { minDiskGb: 11 },
  },
  {
    code: 'min-disk-missing',
    severity: 'info',
    inspection: { virtualSizeBytes: 20 * GIB },
    fixed: { minDiskGb: 20 },
  },
  {
    code: 'raw-smaller-than-its-disk',
    severity: 'warning',
    image: { diskFormat: 'raw', sizeBytes: GIB, virtualSizeBytes: 2 * GIB, minDiskGb: 2 },
    fixed: null,
  },
  {
    code: 'larger-than-its-disk',
    severity: 'info',
    image: { sizeBytes: 3 * GIB, virtualSizeBytes: 2 * GIB, minDiskGb: 2 },
    fixed: null,
  },
  {
    code: 'disk-format-contradicted',
    severity: 'warning',
    image: { diskFormat: 'raw' },
    inspection: { format: 'qcow2' },
    fixed: null,
  },
  {
    code: 'key-typo',
    severity: 'warning',
    properties: { hw_disk_buss: 'virtio' },
    fixed: { hw_disk_bus: 'virtio' },
  },
  {
    code: 'key-typo',
    severity: 'warning',
    properties: { 'HW-Firmware-Type': 'uefi' },
    fixed: { hw_firmware_type: 'uefi' },
  },
  {
    code: 'key-typo',
    severity: 'warning',
    properties: { hw_firmwrae_type: 'uefi', hw_firmware_type: 'uefi' },
    fixed: null,
  },
  {
    code: 'trait-prefix',
    severity: 'warning',
    properties: { 'traits:COMPUTE_SECURITY_TPM_2_0': 'required' },
    fixed: { 'trait:COMPUTE_SECURITY_TPM_2_0': 'required' },
  },
  {
    code: 'architecture-spelling',
    severity: 'warning',
    properties: { architecture: 'x64' },
    fixed: { architecture: 'x86_64' },
  },
  {
    code: 'distribution-spelling',
    severity: 'info',
    properties: { os_distro: 'RedHat' },
    fixed: { os_distro: 'rhel' },
  },
  {
    code: 'value-not-allowed',
    severity: 'warning',
    properties: { hw_disk_bus: 'virtoi' },
    fixed: { hw_disk_bus: 'virtio' },
  },
  {
    code: 'value-not-allowed',
    severity: 'warning',
    properties: { hw_tpm_version: '2.0', hw_tpm_model: 'TIS' },
    fixed: { hw_tpm_model: 'tpm-tis' },
  },
  {
    code: 'value-not-allowed',
    severity: 'warning',
    properties: { hw_firmware_type: 'UEFI' },
    fixed: { hw_firmware_type: 'uefi' },
  },
  { code: 'value-not-allowed', severity: 'warning', properties: { hw_cpu_max_cores: '0' }, fixed: null },
  {
    code: 'scs-incomplete',
    severity: 'info',
    properties: { image_build_date: '2025-11-03', uuid_validity: 'last-3' },
    fixed: null,
  },
];

describe('each rule finds what it is for, and its fix mends it', () => {
  test.each(CASES)(
    '$code: $properties $image',
    ({ code, severity, image, properties, inspection, fixed }) => {
      const subject = anImage({ ...image, properties: properties ?? {} });
      const looked = inspection === undefined ? null : anInspection(inspection);
      const found = lintImage({ image: subject, inspection: looked, known });
      expect(found.map((finding) => finding.code)).toContain(code);
      const finding = found.find((each) => each.code === code);
      expect(finding?.severity).toBe(severity);
      if (fixed === null) return void expect(finding?.fix).toBeNull();
      if (finding?.fix == null) throw new Error(`There is no fix for ${code}.`);
      const mended = withWishes(subject, wishesOf(finding.fix.edit), false);
      expect({ ...mended, ...mended.properties }).toMatchObject(fixed);
      const after = lintImage({ image: mended, inspection: looked, known });
      expect(after.map((each) => each.code)).not.toContain(code);
    },
  );

  test('one mistake is told once', () => {
    for (const key of ['traits:COMPUTE_SECURITY_TPM_2_0', 'hw_disk-bus', 'HW_DISK_BUS'])
      expect(lintImage({ image: anImage({ properties: { [key]: 'required' } }), known })).toHaveLength(1);
    expect(lintImage({ image: anImage({ properties: { architecture: 'x64' } }), known })).toHaveLength(1);
  });

  test('a finding is told in one sentence, with its reason and the fields that it speaks of', () => {
    for (const { image, properties, inspection } of CASES) {
      const subject = anImage({ ...image, properties: properties ?? {} });
      const looked = inspection === undefined ? null : anInspection(inspection);
      for (const { message, reason, fields, code } of lintImage({
        image: subject,
        inspection: looked,
        known,
      })) {
        expect(code).toMatch(/^[a-z][a-z0-9-]+$/);
        expect(message).toMatch(/[.?]$/);
        expect(reason).toMatch(/[.]$/);
        expect(fields.length).toBeGreaterThan(0);
      }
    }
  });
});
