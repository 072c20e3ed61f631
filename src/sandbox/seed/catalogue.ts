import type { ImageStatus, Visibility } from '../store/image.ts';
import type { MemberStatus } from '../store/member-rows.ts';
import { fill, isoImage, qcow2Image, rawDisk } from './disk-bytes.ts';
import { projectIds } from './identities.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

export interface SeedImage {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly visibility: Visibility;
  readonly status: ImageStatus;
  readonly diskFormat: string | null;
  readonly containerFormat: string | null;
  readonly minDiskGb?: number;
  readonly minRamMb?: number;
  readonly isProtected?: true;
  readonly isHidden?: true;
  readonly tags?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly members?: Readonly<Record<string, MemberStatus>>;
  readonly createdAt: string;
  /** Absent for images that have no data yet. */
  readonly bytes?: () => Buffer;
}

const { admin, demo, partner } = projectIds;

const qcow2 = (virtualSizeBytes: number, sizeBytes: number, seed: string) => () =>
  qcow2Image(virtualSizeBytes, fill(Buffer.alloc(sizeBytes), seed));

const linux = (distribution: string, version: string) => ({
  os_type: 'linux',
  os_distro: distribution,
  os_version: version,
  architecture: 'x86_64',
  hw_disk_bus: 'virtio',
  hw_vif_model: 'virtio',
  hw_qemu_guest_agent: 'yes',
});

const bare = { containerFormat: 'bare', status: 'active' } as const;
const published = { owner: admin, visibility: 'public', ...bare } as const;

/** The images of a fresh sandbox. Their bytes are small, their headers and hashes are true. */
export const seedCatalogue: readonly SeedImage[] = [
  {
    ...published,
    id: '0d5a4c86-7a0e-4f0b-9a44-6d0a2f7d1b01',
    name: 'Ubuntu 24.04 LTS',
    diskFormat: 'qcow2',
    isProtected: true,
    minDiskGb: 4,
    minRamMb: 512,
    tags: ['lts', 'cloud-init'],
    createdAt: '2026-05-04T08:12:31Z',
    properties: { ...linux('ubuntu', '24.04'), hw_firmware_type: 'uefi', hw_machine_type: 'q35' },
    bytes: qcow2(3.5 * GiB, 640 * 1024, 'ubuntu-24.04'),
  },
  {
    ...published,
    id: '2f18b6de-5f3c-4a6b-8f71-0c8de4b5a902',
    name: 'Ubuntu 22.04 LTS',
    diskFormat: 'qcow2',
    minDiskGb: 3,
    minRamMb: 512,
    tags: ['lts', 'cloud-init'],
    createdAt: '2026-02-11T10:40:02Z',
    properties: linux('ubuntu', '22.04'),
    bytes: qcow2(2252 * MiB, 448 * 1024, 'ubuntu-22.04'),
  },
  {
    ...published,
    id: '51c9f0aa-13d8-4f62-b7c5-98a3d6e1f403',
    name: 'Debian 13 “trixie” genericcloud',
    diskFormat: 'qcow2',
    isProtected: true,
    minDiskGb: 3,
    minRamMb: 256,
    tags: ['cloud-init'],
    createdAt: '2026-06-19T17:05:44Z',
    properties: { ...linux('debian', '13'), os_admin_user: 'debian' },
    bytes: qcow2(3 * GiB, 384 * 1024, 'debian-13'),
  },
  {
    ...published,
    id: '73e2d85b-9c40-4d17-a0be-4f51c7a86d04',
    name: 'Fedora Cloud 44',
    diskFormat: 'qcow2',
    minDiskGb: 5,
    minRamMb: 1024,
    tags: ['cloud-init', 'btrfs'],
    createdAt: '2026-04-28T06:30:10Z',
    properties: { ...linux('fedora', '44'), hw_firmware_type: 'uefi' },
    bytes: qcow2(5 * GiB, 512 * 1024, 'fedora-44'),
  },
  {
    ...published,
    id: '94a7b13e-6e2f-4b89-93d1-d27f08c5be05',
    name: 'Windows Server 2025 Datacenter Evaluation',
    diskFormat: 'qcow2',
    minDiskGb: 40,
    minRamMb: 4096,
    tags: ['windows', 'evaluation'],
    createdAt: '2026-03-02T13:22:57Z',
    properties: {
      os_type: 'windows',
      os_distro: 'windows',
      os_version: '2025',
      architecture: 'x86_64',
      hw_firmware_type: 'uefi',
      os_secure_boot: 'required',
      hw_tpm_version: '2.0',
      hw_tpm_model: 'tpm-crb',
      hw_disk_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      os_require_quiesce: 'yes',
    },
    bytes: qcow2(40 * GiB, 768 * 1024, 'windows-2025'),
  },
  {
    ...published,
    id: 'b60c5f27-08d4-46e3-8c9a-1e7b3a92fd06',
    name: 'CirrOS 0.6.3',
    diskFormat: 'qcow2',
    minDiskGb: 1,
    minRamMb: 64,
    tags: ['test'],
    createdAt: '2025-11-30T21:00:00Z',
    properties: { os_type: 'linux', os_distro: 'cirros', hw_rng_model: 'virtio' },
    bytes: qcow2(112 * MiB, 192 * 1024, 'cirros'),
  },
  {
    ...published,
    id: 'c81f64b9-2a75-4c0d-9e38-b5d09c17a407',
    name: 'CentOS 7 (end of life)',
    diskFormat: 'qcow2',
    isHidden: true,
    minDiskGb: 8,
    createdAt: '2024-07-01T00:00:00Z',
    properties: linux('centos', '7'),
    bytes: qcow2(8 * GiB, 128 * 1024, 'centos-7'),
  },
  {
    ...bare,
    id: 'd93b07ea-f416-4de2-85a7-60c2f18e5b08',
    name: 'Alpine 3.23 golden',
    owner: demo,
    visibility: 'private',
    diskFormat: 'raw',
    minDiskGb: 1,
    minRamMb: 128,
    tags: ['golden', 'nightly'],
    createdAt: '2026-08-14T04:15:09Z',
    properties: { ...linux('alpine', '3.23'), build: 'nightly-20260814', hw_disk_bus: 'scsi' },
    bytes: () => rawDisk(2 * MiB, 0x83, 'alpine-3.23'),
  },
  {
    ...bare,
    id: 'e27d9a50-31cb-4f68-b4f2-8a5e60d7c309',
    name: 'GParted Live',
    owner: demo,
    visibility: 'shared',
    diskFormat: 'iso',
    tags: ['rescue'],
    createdAt: '2026-01-22T15:48:26Z',
    properties: { architecture: 'x86_64', hw_cdrom_bus: 'sata' },
    members: { [partner]: 'accepted' },
    bytes: () => isoImage(512 * 1024, 'GPARTED-LIVE'),
  },
  {
    ...bare,
    id: 'f4b86e13-c07a-4952-a6dd-37e91b20f80a',
    name: 'Web tier 2026-07 (withdrawn)',
    owner: demo,
    visibility: 'private',
    status: 'deactivated',
    diskFormat: 'qcow2',
    minDiskGb: 10,
    tags: ['web'],
    createdAt: '2026-07-07T09:33:18Z',
    properties: { ...linux('debian', '12'), withdrawn_because: 'CVE-2026-1187' },
    bytes: qcow2(10 * GiB, 256 * 1024, 'web-tier'),
  },
  {
    id: '1a06d7f2-84be-4c39-9f15-e2c4a8307b0b',
    name: 'Rocky 10 upload',
    owner: demo,
    visibility: 'private',
    status: 'queued',
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    createdAt: '2026-09-01T11:02:40Z',
    properties: { os_distro: 'rocky' },
  },
  {
    ...bare,
    id: '3c92e8b4-d65f-4017-8a2b-05f7c14d960c',
    name: 'Partner appliance 4.2',
    owner: partner,
    visibility: 'shared',
    diskFormat: 'qcow2',
    minDiskGb: 20,
    minRamMb: 2048,
    tags: ['appliance'],
    createdAt: '2026-08-30T19:20:00Z',
    members: { [demo]: 'pending' },
    properties: { ...linux('ubuntu', '24.04'), vendor: 'Partner' },
    bytes: qcow2(20 * GiB, 320 * 1024, 'partner-appliance'),
  },
  {
    ...bare,
    id: '48e5b20d-07f3-4ac8-b16e-9d3f7a51c80d',
    name: 'FreeBSD 15.0',
    owner: partner,
    visibility: 'community',
    diskFormat: 'qcow2',
    minDiskGb: 6,
    tags: ['bsd'],
    createdAt: '2026-06-02T12:00:00Z',
    properties: { os_type: 'bsd', os_distro: 'freebsd', os_version: '15.0', architecture: 'x86_64' },
    bytes: qcow2(6 * GiB, 192 * 1024, 'freebsd'),
  },
];
