import { describe, expect, test } from 'vitest';
import type { DefinitionNamespace, Image, Inspection } from '#shared/model/index.ts';
import { knownProperties, lintImage } from '#shared/properties/index.ts';
import { anImage, anInspection } from './an-image.ts';

const GIB = 1024 ** 3;

/** As images stand in clouds, and boot. Nothing is wrong with any of them. */
const CLEAN: readonly {
  readonly name: string;
  readonly image: Partial<Image>;
  readonly looked?: Partial<Inspection>;
}[] = [
  { name: 'an image that says nothing of itself', image: {} },
  {
    name: 'cirros, smaller than any flavor',
    image: { sizeBytes: 20_000_000, virtualSizeBytes: 112 * 1024 ** 2 },
  },
  {
    name: 'Ubuntu as a provider publishes it',
    image: {
      minDiskGb: 8,
      virtualSizeBytes: 3.5 * GIB,
      properties: {
        architecture: 'x86_64',
        os_distro: 'ubuntu',
        os_version: '24.04',
        os_type: 'linux',
        hw_disk_bus: 'scsi',
        hw_scsi_model: 'virtio-scsi',
        hw_rng_model: 'virtio',
        hw_qemu_guest_agent: 'True',
        hw_vif_multiqueue_enabled: 'true',
        hypervisor_type: 'qemu',
        image_build_date: '2025-11-03',
        image_original_user: 'ubuntu',
        image_source: 'https://cloud-images.ubuntu.com/noble/',
        image_description: 'https://wiki.ubuntu.com/NobleNumbat/ReleaseNotes',
        replace_frequency: 'monthly',
        uuid_validity: 'last-3',
        provided_until: '2029-05-31',
        hotfix_hours: '0',
        'owner_specified.openstack.md5': '',
        'owner_specified.openstack.object': 'images/noble',
        image_family: 'ubuntu',
        managed_by: 'provider',
      },
    },
    looked: { efiSystemPartition: false, partitionTable: 'gpt', virtualSizeBytes: 3.5 * GIB },
  },
  {
    name: 'a UEFI image with its firmware',
    image: {
      minDiskGb: 10,
      properties: {
        hw_firmware_type: 'uefi',
        hw_machine_type: 'pc-q35-rhel9.2.0',
        os_secure_boot: 'optional',
      },
    },
    looked: { efiSystemPartition: true, virtualSizeBytes: 10 * GIB },
  },
  {
    name: 'ARM with UEFI by itself',
    image: { properties: { architecture: 'aarch64', os_distro: 'debian', os_version: '12' } },
    looked: { efiSystemPartition: true },
  },
  {
    name: 'Windows with its drivers',
    image: {
      minDiskGb: 40,
      virtualSizeBytes: 32 * GIB,
      properties: {
        os_type: 'windows',
        os_distro: 'win2k22',
        hw_disk_bus: 'virtio',
        hw_qemu_guest_agent: 'yes',
        hw_firmware_type: 'uefi',
        hw_machine_type: 'q35',
        os_secure_boot: 'required',
        hw_tpm_version: '2.0',
        hw_tpm_model: 'tpm-crb',
        license_included: 'true',
      },
    },
  },
  {
    name: 'a snapshot of a server',
    image: {
      minDiskGb: 20,
      diskFormat: 'raw',
      sizeBytes: 20 * GIB,
      virtualSizeBytes: 20 * GIB,
      properties: {
        image_type: 'snapshot',
        image_location: 'snapshot',
        image_state: 'available',
        base_image_ref: '6ff71bbb-7a06-4bba-8a87-ad6de4a6bd90',
        instance_uuid: '3f3ffe2a-7d3a-44a5-94d7-1ab5ae7d2b2f',
        owner_id: '5ef70662f8b34079a6eddb8da9d75fe8',
        user_id: 'b3d1b7c3',
        owner_user_name: 'demo',
        owner_project_name: 'demo',
        boot_roles: 'member,reader',
        hw_cdrom_bus: 'ide',
        hw_disk_bus: 'virtio',
        hw_input_bus: 'usb',
        hw_machine_type: 'pc',
        hw_pointer_model: 'usbtablet',
        hw_video_model: 'virtio',
        hw_vif_model: 'virtio',
      },
    },
  },
  {
    name: 'a VMware image',
    image: {
      diskFormat: 'vmdk',
      properties: {
        hypervisor_type: 'vmware',
        vmware_disktype: 'streamOptimized',
        vmware_adaptertype: 'paraVirtual',
        vmware_ostype: 'ubuntu64Guest',
        hw_vif_model: 'VirtualVmxnet3',
        hw_scsi_model: 'paraVirtual',
      },
    },
    looked: { format: 'vmdk', diskFormat: 'vmdk', subformat: 'streamOptimized' },
  },
  {
    name: 'an installer',
    image: { diskFormat: 'iso', virtualSizeBytes: 5 * GIB, sizeBytes: 5 * GIB },
    looked: { format: 'iso', diskFormat: 'iso', subformat: 'hybrid', efiSystemPartition: true },
  },
  {
    name: 'an Amazon root file system',
    image: { diskFormat: 'ami', containerFormat: 'ami', properties: { kernel_id: 'a', ramdisk_id: 'b' } },
    looked: { format: 'raw', diskFormat: 'raw' },
  },
  {
    name: 'a machine that needs particular hosts',
    image: {
      properties: {
        'trait:HW_CPU_X86_AVX2': 'required',
        hw_numa_nodes: '2',
        'hw_numa_cpus.0': '0-3',
        'hw_numa_cpus.1': '4-7',
        'hw_numa_mem.0': '4096',
        'hw_numa_mem.1': '4096',
        hw_mem_page_size: '2048',
        hw_cpu_policy: 'dedicated',
        hw_cpu_thread_policy: 'require',
      },
    },
  },
  {
    name: 'another service’s tree',
    image: { minDiskGb: null, properties: { users: ['root'], options: { architecture: 3 }, os: 'debian' } },
  },
  {
    name: 'keys of one’s own',
    image: { properties: { build: '7', team: 'web', hw_rack: '12', os_notes: '' } },
  },
];

/** As Glance's own catalogue has it: Nova refuses TIS, and takes more values than are named. */
const CLOUD: readonly DefinitionNamespace[] = [
  {
    namespace: 'OS::Compute::Some',
    title: 'Some',
    description: null,
    properties: [
      definition('hw_tpm_model', ['TIS', 'CRB']),
      definition('hw_qemu_guest_agent', ['yes', 'no']),
      definition('hw_vif_model', ['e1000', 'VirtualE1000']),
      definition('hw_cpu_policy', ['shared', 'dedicated']),
      definition('hw_machine_type', null),
    ],
  },
];

function definition(key: string, values: readonly string[] | null) {
  const none = { title: null, description: null, minimum: null, maximum: null, defaultValue: null };
  return { key, type: 'string', values, ...none } as const;
}

describe.each([
  { of: 'with no definitions from the cloud', known: knownProperties(undefined) },
  { of: 'with the cloud’s definitions', known: knownProperties(CLOUD) },
])('nothing is found on images as they stand in clouds, $of', ({ known }) => {
  test.each(CLEAN)('$name', ({ image, looked }) => {
    const inspection = looked === undefined ? null : anInspection(looked);
    expect(lintImage({ image: anImage(image), inspection, known })).toEqual([]);
  });
});
