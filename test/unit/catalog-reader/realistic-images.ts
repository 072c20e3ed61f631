import { hash } from 'node:crypto';
import type { Image, ImageDocument } from '#shared/model/index.ts';

/** Numbers below `limit`, the same ones each time for a seed. */
export function seededRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

const DISTRIBUTIONS = ['ubuntu', 'debian', 'fedora', 'centos', 'rocky', 'alpine', 'windows', 'opensuse'];
const ROLES = ['server', 'minimal', 'golden', 'build agent', 'GPU node', 'k8s worker', 'db', 'snapshot'];

/** Images as those of a large cloud: UUIDs, sha512 hashes, some fifteen properties. */
export function* realisticImages(
  connections: readonly string[],
  count: number,
  seed = 1,
): Generator<ImageDocument> {
  const random = seededRandom(seed);
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? '';
  for (let at = 0; at < count; at++) {
    const distribution = pick(DISTRIBUTIONS);
    const version = `${6 + random(20)}.${pick(['04', '10', '1', '2'])}`;
    const day = (): string => new Date(1_700_000_000_000 + random(80_000_000) * 1000).toISOString();
    const createdAt = `${day().slice(0, 19)}Z`;
    const image: Image = {
      connection: connections[at % connections.length] ?? 'cloud',
      id: uuid(hash('md5', `${seed}/${at}`)),
      name: `${distribution}-${version} ${pick(ROLES)} ${20_240_000 + random(20_000)}`,
      status: random(40) === 0 ? 'failed' : 'ready',
      serviceStatus: random(40) === 0 ? 'killed' : 'active',
      sizeBytes: random(20) === 0 ? null : 100_000_000 + random(20_000_000_000),
      virtualSizeBytes: random(3) === 0 ? null : 2 ** 30 * (1 + random(200)),
      diskFormat: pick(['qcow2', 'qcow2', 'qcow2', 'raw', 'vmdk', 'iso']),
      containerFormat: 'bare',
      visibility: (['public', 'private', 'private', 'shared', 'community'] as const)[random(5)] ?? 'private',
      owner: uuid(hash('md5', `owner ${random(400)}`)).replaceAll('-', ''),
      protected: random(10) === 0,
      hidden: random(20) === 0,
      minDiskGb: random(10) * 10,
      minRamMb: random(16) * 512,
      createdAt,
      updatedAt: `${day().slice(0, 19)}Z`,
      checksum: { algo: 'sha512', value: hash('sha512', `bytes ${random(Math.max(1, count - count / 5))}`) },
      tags: random(3) === 0 ? [] : [pick(['web', 'golden', 'lts', 'ci', 'nightly']), `team-${random(30)}`],
      properties: {
        os_distro: distribution,
        os_version: version,
        os_type: distribution === 'windows' ? 'windows' : 'linux',
        os_admin_user: distribution,
        architecture: pick(['x86_64', 'x86_64', 'aarch64']),
        hw_disk_bus: pick(['virtio', 'scsi', 'ide']),
        hw_vif_model: 'virtio',
        hw_qemu_guest_agent: 'yes',
        hw_machine_type: pick(['q35', 'pc']),
        hw_firmware_type: pick(['bios', 'uefi']),
        build_id: String(random(1_000_000)),
        build_url: `https://ci.example.org/builds/${random(1_000_000)}`,
        git_commit: hash('sha1', `commit ${random(100_000)}`),
        base_image_ref: uuid(hash('md5', `base ${random(5000)}`)),
        description: `${pick(ROLES)} image for ${pick(['payments', 'search', 'logistics', 'analytics'])}`,
      },
      revision: createdAt,
    };
    yield { image, raw: rawOf(image) };
  }
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function rawOf(image: Image) {
  return {
    ...image.properties,
    id: image.id,
    name: image.name,
    status: image.serviceStatus,
    size: image.sizeBytes,
    disk_format: image.diskFormat,
    container_format: image.containerFormat,
    visibility: image.visibility,
    owner: image.owner,
    os_hash_algo: image.checksum?.algo ?? null,
    os_hash_value: image.checksum?.value ?? null,
    tags: image.tags,
    file: `/v2/images/${image.id}/file`,
    schema: '/v2/schemas/image',
  };
}
