import { hash } from 'node:crypto';
import type { BulkImage } from './bulk-images.ts';
import { projectIds } from './identities.ts';

/** Bytes that begin with `head` and are zeros from there on. */
export interface SeededBytes {
  readonly head: Buffer;
  readonly sizeBytes: number;
  readonly virtualSizeBytes: number | null;
}

const GiB = 1024 ** 3;
const distributions = [
  { name: 'ubuntu', versions: ['18.04', '20.04', '22.04', '24.04', '26.04'], weight: 30 },
  { name: 'debian', versions: ['10', '11', '12', '13'], weight: 20 },
  { name: 'rocky', versions: ['8.10', '9.4', '9.6', '10.0'], weight: 12 },
  { name: 'rhel', versions: ['7.9', '8.10', '9.4', '10.0'], weight: 10 },
  { name: 'centos', versions: ['7', 'stream9', 'stream10'], weight: 8 },
  { name: 'fedora', versions: ['40', '41', '42', '43', '44'], weight: 7 },
  { name: 'windows', versions: ['2016', '2019', '2022', '2025'], weight: 6 },
  { name: 'alpine', versions: ['3.19', '3.21', '3.23'], weight: 4 },
  { name: 'freebsd', versions: ['13.4', '14.2', '15.0'], weight: 2 },
  { name: 'opensuse', versions: ['15.6', '16.0'], weight: 1 },
] as const;
const roles = [
  ...['base', 'golden', 'web', 'database', 'build', 'ci-runner', 'kubernetes', 'gateway', 'desktop', 'gpu'],
  ...[
    'cache',
    'mail',
    'bastion',
    'hpc-node',
    'snapshot',
    'backup',
    'training',
    'legacy',
    'appliance',
    'edge',
  ],
] as const;
const teams = ['atlas', 'borealis', 'cygnus', 'draco', 'equinox', 'fornax', 'gemini', 'hydra'] as const;
const tags = ['lts', 'nightly', 'web', 'golden', 'cloud-init', 'deprecated', 'tested', 'pci', 'arm', 'gpu'];
const formats = [
  { name: 'qcow2', weight: 60 },
  { name: 'raw', weight: 25 },
  { name: 'vmdk', weight: 10 },
  { name: 'vhdx', weight: 5 },
] as const;
const firstDay = Date.parse('2022-01-01T00:00:00Z');
const days = 1750;

/**
 * One of many images as a large cloud has them, always the same for a number: most are demo's, the others are
 * public or shared with demo. The larger ones were registered where they lie, so nobody has hashed them.
 */
export function variedImage(number: number): BulkImage {
  const chance = chances(number + 1);
  const distribution = byWeight(distributions, chance());
  const version = one(distribution.versions, chance());
  const role = one(roles, chance());
  const createdAt = (firstDay + Math.floor(chance() * days * 86_400) * 1000) * 1000;
  const diskFormat = byWeight(formats, chance()).name;
  const audience = audienceOf(chance());
  const isWaiting = chance() < 0.005;
  const day = new Date(createdAt / 1000).toISOString().slice(0, 10).replaceAll('-', '');
  const minDiskGb = one([0, 0, 5, 10, 20, 40, 80], chance());
  return {
    image: {
      id: uuid(number),
      name: `${distribution.name}-${version}-${role}-${day}-${String(number).padStart(6, '0')}`,
      status: isWaiting ? 'queued' : chance() < 0.01 ? 'deactivated' : 'active',
      ...audience,
      isProtected: chance() < 0.05,
      isHidden: false,
      diskFormat,
      containerFormat: 'bare',
      minDiskGb,
      minRamMb: one([0, 0, 256, 512, 1024, 2048, 4096], chance()),
      createdAt,
      updatedAt: createdAt + Math.floor(chance() ** 3 * 90 * 86_400) * 1_000_000,
      tags: tags.filter(() => chance() < 0.12),
      properties: properties(number, chance, { distribution: distribution.name, version, role }),
    },
    members: audience.visibility === 'shared' && chance() < 0.6 ? [projectIds.partner] : [],
    bytes: isWaiting ? null : bytes(number, diskFormat, chance),
  };
}

function audienceOf(chance: number) {
  const { admin, demo, partner } = projectIds;
  if (chance < 0.1) return { owner: admin, visibility: 'public' } as const;
  if (chance < 0.13) return { owner: partner, visibility: 'public' } as const;
  if (chance < 0.18) return { owner: demo, visibility: 'shared' } as const;
  if (chance < 0.21) return { owner: demo, visibility: 'community' } as const;
  return { owner: demo, visibility: 'private' } as const;
}

function properties(
  number: number,
  chance: () => number,
  known: { readonly distribution: string; readonly version: string; readonly role: string },
): ReadonlyMap<string, string> {
  const found = new Map([
    ['os_distro', known.distribution],
    ['os_version', known.version],
    ['os_type', known.distribution === 'windows' ? 'windows' : 'linux'],
    ['architecture', chance() < 0.9 ? 'x86_64' : 'aarch64'],
    ['team', one(teams, chance())],
    ['build', hash('sha1', `build ${number}`).slice(0, 12)],
  ]);
  if (chance() < 0.6) found.set('hw_disk_bus', one(['virtio', 'scsi', 'sata'], chance()));
  if (chance() < 0.5) found.set('hw_firmware_type', one(['uefi', 'bios'], chance()));
  if (chance() < 0.3) found.set('hw_qemu_guest_agent', 'yes');
  if (chance() < 0.3)
    found.set('description', `${known.role} image of ${known.distribution}, build ${number}`);
  if (chance() < 0.1) found.set('withdrawn_because', `CVE-${2022 + (number % 5)}-${1000 + (number % 9000)}`);
  return found;
}

/** The header that the format has, so that looking into the bytes finds what the record says. */
function bytes(number: number, diskFormat: string, chance: () => number): SeededBytes {
  const virtual = one([1, 2, 4, 8, 10, 20, 40, 80, 160], chance()) * GiB;
  const text = Buffer.from(`varied ${String(number).padStart(9, '0')}`);
  const head = Buffer.concat([header(diskFormat, virtual), text]);
  const isLarge = chance() < 0.6;
  const sizeBytes = isLarge ? Math.floor(64 * 1024 * 2 ** (chance() * 16)) : head.length;
  const knownVirtual = diskFormat === 'qcow2' ? virtual : null;
  return { head, sizeBytes, virtualSizeBytes: diskFormat === 'raw' ? sizeBytes : knownVirtual };
}

function header(diskFormat: string, virtualSizeBytes: number): Buffer {
  if (diskFormat === 'vmdk') return Buffer.from('KDMV\u0001\0\0\0', 'latin1');
  if (diskFormat === 'vhdx') return Buffer.from('vhdxfile', 'latin1');
  if (diskFormat !== 'qcow2') return Buffer.alloc(0);
  const head = Buffer.alloc(112);
  head.write('QFI\u00fb', 0, 'latin1');
  head.writeUInt32BE(3, 4);
  head.writeUInt32BE(16, 20);
  head.writeBigUInt64BE(BigInt(virtualSizeBytes), 24);
  head.writeUInt32BE(Math.ceil(virtualSizeBytes / (512 * 1024 * 1024)), 36);
  head.writeBigUInt64BE(3n * 65_536n, 40);
  head.writeBigUInt64BE(65_536n, 48);
  head.writeUInt32BE(1, 56);
  head.writeUInt32BE(4, 96);
  head.writeUInt32BE(104, 100);
  return head;
}

function uuid(number: number): string {
  const digits = hash('md5', `varied image ${number}`);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...parts, `8${digits.slice(17, 20)}`, digits.slice(20)].join('-');
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
function chances(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function one<Value>(values: readonly Value[], chance: number): Value {
  const value = values[Math.floor(chance * values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

function byWeight<Value extends { readonly weight: number }>(
  values: readonly Value[],
  chance: number,
): Value {
  let left = chance * values.reduce((sum, { weight }) => sum + weight, 0);
  for (const value of values) {
    left -= value.weight;
    if (left < 0) return value;
  }
  return one(values, 0);
}
