import { hash } from 'node:crypto';
import type { Image, ImageDocument, JsonValue } from '../../src/shared/model/index.ts';

const DISTRIBUTIONS = [
  ['ubuntu', ['20.04', '22.04', '24.04', '26.04']],
  ['ubuntu', ['22.04', '24.04']],
  ['debian', ['11', '12', '13']],
  ['rocky', ['8.10', '9.6', '10.0']],
  ['rhel', ['8.10', '9.4', '10.0']],
  ['fedora', ['42', '43', '44']],
  ['windows', ['2019', '2022', '2025']],
  ['alpine', ['3.21', '3.23']],
] as const;
const ROLES = [
  'base',
  'golden',
  'web',
  'database',
  'gpu',
  'ci-runner',
  'kubernetes',
  'gateway',
  'hpc',
  'edge',
];
const TAGS = ['lts', 'nightly', 'golden', 'web', 'cloud-init', 'deprecated', 'tested', 'pci', 'gpu', 'arm'];
const TEAMS = ['atlas', 'borealis', 'cygnus', 'draco', 'equinox', 'fornax', 'gemini', 'hydra'];
const FORMATS = ['qcow2', 'qcow2', 'qcow2', 'raw', 'raw', 'vmdk', 'vhdx', 'iso'];
const VISIBILITIES = ['private', 'private', 'private', 'private', 'shared', 'community', 'public'] as const;
export const CLOUDS = [
  ...['prod-eu', 'prod-us', 'prod-asia', 'staging', 'lab', 'edge', 'partner', 'archive', 'ci', 'training'],
] as const;

const FIRST_DAY = Date.parse('2022-01-01T00:00:00Z');
const DAYS = 1750;
const MIB = 1024 ** 2;

/** One of many images as large clouds have them, with its Glance document; always the same for a number. */
export function sampleImage(number: number, connection: string): ImageDocument {
  const chance = chances(number + 1);
  const [distribution, versions] = one(DISTRIBUTIONS, chance());
  const version = one(versions, chance());
  const role = one(ROLES, chance());
  const createdMs = FIRST_DAY + Math.floor(chance() * DAYS * 86_400) * 1000;
  const createdAt = instant(createdMs);
  const owner = hash('md5', `owner ${Math.floor(chance() ** 2 * 400)}`);
  // One in twenty is the same image as another: what a hash puts together.
  const content = chance() < 0.05 ? Math.floor(number / 20) : number;
  const name = `${distribution}-${version}-${role}-${createdAt.slice(0, 10).replaceAll('-', '')}-${number.toString(36)}`;
  const properties = propertiesOf(number, chance, { distribution, version, role });
  const facts = {
    id: sampleId(number),
    name,
    visibility: one(VISIBILITIES, chance()),
    owner,
    size: Math.floor(MIB * 2 ** (chance() * 14)),
    virtual_size: Math.ceil(chance() * 80) * 1024 * MIB,
    disk_format: one(FORMATS, chance()),
    container_format: 'bare',
    min_disk: one([0, 5, 10, 20, 40], chance()),
    min_ram: one([0, 512, 1024, 2048, 4096], chance()),
    created_at: createdAt,
    updated_at: instant(createdMs + Math.floor(chance() ** 3 * 90 * 86_400) * 1000),
    protected: chance() < 0.05,
    os_hidden: chance() < 0.02,
    status: chance() < 0.02 ? 'deactivated' : 'active',
    tags: TAGS.filter(() => chance() < 0.15),
  };
  const sha512 = hash('sha512', `content ${content}`);
  return {
    image: imageOf(facts, sha512, properties, connection),
    raw: {
      ...facts,
      ...properties,
      checksum: hash('md5', `content ${content}`),
      os_hash_algo: 'sha512',
      os_hash_value: sha512,
      self: `/v2/images/${facts.id}`,
      file: `/v2/images/${facts.id}/file`,
      schema: '/v2/schemas/image',
    },
  };
}

/** A UUID that belongs to the number. */
export function sampleId(number: number): string {
  const digits = hash('md5', `image ${number}`);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

type Facts = Readonly<Record<'id' | 'name' | 'owner' | 'disk_format' | 'container_format', string>> &
  Readonly<Record<'created_at' | 'updated_at' | 'status', string>> &
  Readonly<Record<'size' | 'virtual_size' | 'min_disk' | 'min_ram', number>> & {
    readonly visibility: Image['visibility'];
    readonly protected: boolean;
    readonly os_hidden: boolean;
    readonly tags: readonly string[];
  };

function imageOf(
  facts: Facts,
  sha512: string,
  properties: Readonly<Record<string, JsonValue>>,
  connection: string,
): Image {
  return {
    connection,
    id: facts.id,
    name: facts.name,
    status: facts.status === 'active' ? 'ready' : 'disabled',
    serviceStatus: facts.status,
    sizeBytes: facts.size,
    virtualSizeBytes: facts.virtual_size,
    diskFormat: facts.disk_format,
    containerFormat: facts.container_format,
    visibility: facts.visibility,
    owner: facts.owner,
    protected: facts.protected,
    hidden: facts.os_hidden,
    minDiskGb: facts.min_disk,
    minRamMb: facts.min_ram,
    createdAt: facts.created_at,
    updatedAt: facts.updated_at,
    checksum: { algo: 'sha512', value: sha512 },
    tags: facts.tags,
    properties,
    revision: hash('md5', `${facts.id} ${facts.updated_at}`),
  };
}

function propertiesOf(
  number: number,
  chance: () => number,
  known: { readonly distribution: string; readonly version: string; readonly role: string },
): Readonly<Record<string, JsonValue>> {
  const { distribution, version, role } = known;
  return {
    os_distro: distribution,
    os_version: version,
    os_type: distribution === 'windows' ? 'windows' : 'linux',
    os_admin_user: distribution === 'windows' ? 'Administrator' : distribution,
    architecture: chance() < 0.9 ? 'x86_64' : 'aarch64',
    hw_disk_bus: one(['virtio', 'scsi', 'sata'], chance()),
    hw_scsi_model: 'virtio-scsi',
    hw_firmware_type: one(['uefi', 'bios'], chance()),
    hw_machine_type: one(['q35', 'pc'], chance()),
    hw_qemu_guest_agent: chance() < 0.5 ? 'yes' : 'no',
    hw_rng_model: 'virtio',
    team: one(TEAMS, chance()),
    build: hash('sha1', `build ${number}`).slice(0, 12),
    pipeline: `https://ci.example.org/${role}/builds/${number}`,
    description: `${role} image of ${distribution} ${version}, build ${number}`,
  };
}

function instant(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
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
