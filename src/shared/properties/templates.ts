import { sameValue } from '../edits/same-value.ts';
import type { Image, ImageEdit, JsonValue } from '../model/index.ts';

/** A set of properties that belong together, to be laid over an image. */
export interface PropertyTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Kinds of connections whose servers read these; all where it is missing. */
  readonly fitsKinds?: readonly string[] | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

const OPENSTACK = ['glance', 'nova'];

export const PROPERTY_TEMPLATES: readonly PropertyTemplate[] = [
  {
    id: 'linux-uefi',
    name: 'Linux cloud image (UEFI)',
    description: 'UEFI on q35, disks on virtio-scsi so that unused space is given back, and the guest agent.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      os_type: 'linux',
      hw_firmware_type: 'uefi',
      hw_machine_type: 'q35',
      hw_disk_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_vif_model: 'virtio',
      hw_vif_multiqueue_enabled: 'true',
      hw_qemu_guest_agent: 'yes',
      hw_rng_model: 'virtio',
    },
  },
  {
    id: 'linux-bios',
    name: 'Linux cloud image (BIOS)',
    description: 'For images that boot from a master boot record: virtio disks and network, the guest agent.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      os_type: 'linux',
      hw_firmware_type: 'bios',
      hw_disk_bus: 'virtio',
      hw_vif_model: 'virtio',
      hw_qemu_guest_agent: 'yes',
      hw_rng_model: 'virtio',
    },
  },
  {
    id: 'linux-secure-boot',
    name: 'Linux with secure boot',
    description: 'UEFI on q35 that starts signed boot loaders only.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      os_type: 'linux',
      hw_firmware_type: 'uefi',
      hw_machine_type: 'q35',
      os_secure_boot: 'required',
      hw_disk_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_vif_model: 'virtio',
      hw_qemu_guest_agent: 'yes',
    },
  },
  {
    id: 'windows-virtio',
    name: 'Windows Server with virtio',
    description:
      'For images with the virtio drivers and the guest agent installed. Desktop Windows uses two sockets at most.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      os_type: 'windows',
      os_distro: 'windows',
      os_admin_user: 'Administrator',
      hw_firmware_type: 'uefi',
      hw_machine_type: 'q35',
      hw_disk_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_vif_model: 'virtio',
      hw_video_model: 'virtio',
      hw_pointer_model: 'usbtablet',
      hw_qemu_guest_agent: 'yes',
      hw_cpu_max_sockets: '2',
    },
  },
  {
    id: 'windows-secure-boot',
    name: 'Windows with secure boot and TPM',
    description: 'What Windows 11 and hardened servers ask for; with virtio drivers in the image.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      os_type: 'windows',
      os_distro: 'windows',
      os_admin_user: 'Administrator',
      hw_firmware_type: 'uefi',
      hw_machine_type: 'q35',
      os_secure_boot: 'required',
      hw_tpm_version: '2.0',
      hw_tpm_model: 'tpm-crb',
      hw_disk_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_vif_model: 'virtio',
      hw_video_model: 'virtio',
      hw_pointer_model: 'usbtablet',
      hw_qemu_guest_agent: 'yes',
      hw_cpu_max_sockets: '2',
    },
  },
  {
    id: 'windows-plain',
    name: 'Windows without virtio drivers',
    description: 'SATA disks and an Intel network card: slower, and it starts with what Windows brings.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      os_type: 'windows',
      os_distro: 'windows',
      hw_machine_type: 'q35',
      hw_disk_bus: 'sata',
      hw_cdrom_bus: 'sata',
      hw_vif_model: 'e1000e',
      hw_pointer_model: 'usbtablet',
    },
  },
  {
    id: 'arm64',
    name: 'Linux on ARM64',
    description: 'The virt machine with UEFI, and a graphics card that ARM has.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'aarch64',
      os_type: 'linux',
      hw_firmware_type: 'uefi',
      hw_machine_type: 'virt',
      hw_disk_bus: 'virtio',
      hw_cdrom_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_vif_model: 'virtio',
      hw_video_model: 'virtio',
      hw_qemu_guest_agent: 'yes',
    },
  },
  {
    id: 'appliance-ide',
    name: 'Old appliance on IDE',
    description: 'For systems without virtio drivers: BIOS on pc, IDE disks, an Intel network card.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      hw_firmware_type: 'bios',
      hw_machine_type: 'pc',
      hw_disk_bus: 'ide',
      hw_cdrom_bus: 'ide',
      hw_vif_model: 'e1000',
      hw_video_model: 'vga',
    },
  },
  {
    id: 'nested-virtualisation',
    name: 'Servers in servers (Intel)',
    description: 'Placed only on hosts whose processors let a server run servers of its own.',
    fitsKinds: OPENSTACK,
    properties: { architecture: 'x86_64', 'trait:HW_CPU_X86_VMX': 'required' },
  },
  {
    id: 'real-time',
    name: 'Dedicated processors',
    description: 'Processors of one’s own, large memory pages and no performance counters, for low latency.',
    fitsKinds: OPENSTACK,
    properties: {
      hw_cpu_policy: 'dedicated',
      hw_cpu_thread_policy: 'isolate',
      hw_mem_page_size: 'large',
      hw_pmu: 'false',
    },
  },
  {
    id: 'vmware',
    name: 'VMware vSphere',
    description: 'A stream-optimised VMDK on the paravirtual adapter.',
    fitsKinds: OPENSTACK,
    properties: {
      hypervisor_type: 'vmware',
      vmware_disktype: 'streamOptimized',
      vmware_adaptertype: 'paraVirtual',
      hw_vif_model: 'VirtualVmxnet3',
    },
  },
  {
    id: 'scs-0102',
    name: 'Public image by SCS-0102',
    description:
      'The properties that the Sovereign Cloud Stack asks of public images. Change the values to your own.',
    fitsKinds: OPENSTACK,
    properties: {
      architecture: 'x86_64',
      hypervisor_type: 'qemu',
      hw_disk_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_rng_model: 'virtio',
      os_distro: 'ubuntu',
      os_version: '24.04',
      image_build_date: '2025-01-01',
      image_original_user: 'ubuntu',
      image_source: 'private',
      image_description: 'none',
      replace_frequency: 'monthly',
      provided_until: 'none',
      uuid_validity: 'last-3',
      hotfix_hours: '0',
    },
  },
];

/** One property that laying a set over an image would change. */
export interface PropertyChange {
  readonly key: string;
  /** `undefined`: the image does not have it. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue;
}

export interface AppliedProperties {
  /** Only what differs; empty when nothing does. */
  readonly edit: ImageEdit;
  readonly added: readonly PropertyChange[];
  readonly replaced: readonly PropertyChange[];
  /** Keys that have the value already. */
  readonly same: readonly string[];
}

/** The edit that lays a template over an image, and what that would replace. */
export function applyTemplate(
  image: Pick<Image, 'properties'>,
  template: Pick<PropertyTemplate, 'properties'>,
): AppliedProperties {
  return applyProperties(image, template.properties);
}

/** The edit that gives an image these properties; what it has besides stays. */
export function applyProperties(
  image: Pick<Image, 'properties'>,
  properties: Readonly<Record<string, JsonValue>>,
): AppliedProperties {
  const changes = Object.entries(properties).map(([key, after]) => ({
    key,
    before: Object.hasOwn(image.properties, key) ? image.properties[key] : undefined,
    after,
  }));
  const wanted = changes.filter(({ before, after }) => !sameValue(before, after));
  return {
    edit:
      wanted.length === 0
        ? {}
        : { setProperties: Object.fromEntries(wanted.map(({ key, after }) => [key, after])) },
    added: wanted.filter(({ before }) => before === undefined),
    replaced: wanted.filter(({ before }) => before !== undefined),
    same: changes.filter(({ before, after }) => sameValue(before, after)).map(({ key }) => key),
  };
}
