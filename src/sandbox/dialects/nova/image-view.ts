import { isoSeconds } from '../../store/clock.ts';
import type { ImageStatus, StoredImage } from '../../store/image.ts';
import { unexpected } from './faults.ts';

/** Where links point: `base` with the version, `bookmarks` without, `glance` for the alternate. */
export interface LinkBases {
  readonly base: string;
  readonly bookmarks: string;
  readonly glance: string;
}

const statuses: Partial<Record<ImageStatus, string>> = {
  active: 'ACTIVE',
  queued: 'SAVING',
  saving: 'SAVING',
  deleted: 'DELETED',
  pending_delete: 'DELETED',
  killed: 'ERROR',
};
const progress: Partial<Record<ImageStatus, number>> = { queued: 25, saving: 50, active: 100 };

/** An image in `GET /images`. */
export function briefView(image: StoredImage, bases: LinkBases) {
  return { id: image.id, name: image.name, links: imageLinks(image.id, bases) };
}

/** An image in `GET /images/{id}` and `GET /images/detail` (nova-images.md §3). */
export function detailView(image: StoredImage, bases: LinkBases, showsUpdated: boolean) {
  const server = image.properties.get('instance_uuid') ?? '';
  const diskConfig = image.properties.get('auto_disk_config');
  return {
    id: image.id,
    name: image.name,
    minRam: image.minRamMb,
    minDisk: image.minDiskGb,
    metadata: metadataView(image.properties),
    created: isoSeconds(image.createdAt),
    updated: showsUpdated ? isoSeconds(image.updatedAt) : null,
    status: statuses[image.status] ?? 'UNKNOWN',
    progress: progress[image.status] ?? 0,
    'OS-EXT-IMG-SIZE:size': image.sizeBytes ?? 0,
    links: imageLinks(image.id, bases),
    ...(server !== '' && {
      server: {
        id: server,
        links: [
          { rel: 'self', href: `${bases.base}/servers/${server}` },
          { rel: 'bookmark', href: `${bases.bookmarks}/servers/${server}` },
        ],
      },
    }),
    ...(diskConfig !== undefined && { 'OS-DCF:diskConfig': isTrue(diskConfig) ? 'AUTO' : 'MANUAL' }),
  };
}

/** The properties as Nova shows them: two are JSON inside a string, and it decodes those. */
export function metadataView(properties: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    [...properties].map(([key, value]) => [key, encodedKeys.has(key) ? decoded(value) : value]),
  );
}

const encodedKeys: ReadonlySet<string> = new Set(['mappings', 'block_device_mapping']);

function decoded(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw unexpected('json.decoder.JSONDecodeError');
  }
}

function imageLinks(id: string, { base, bookmarks, glance }: LinkBases) {
  return [
    { rel: 'self', href: `${base}/images/${id}` },
    { rel: 'bookmark', href: `${bookmarks}/images/${id}` },
    { rel: 'alternate', type: 'application/vnd.openstack.image', href: `${glance}/images/${id}` },
  ];
}

function isTrue(text: string): boolean {
  return ['1', 't', 'true', 'on', 'y', 'yes'].includes(text.trim().toLowerCase());
}
