import { isoSeconds } from '../../store/clock.ts';
import type { StoredImage } from '../../store/image.ts';

export type Generation = 0 | 1 | 2;

export interface ViewOptions {
  readonly generation: Generation;
  readonly isInList: boolean;
  /** Shown by the replies that the drafts show it in. */
  readonly copyFrom?: string | null;
  readonly swapsMinima?: boolean;
  readonly showsChecksum: boolean;
}

/** An image as the gateway passes it on (alliance.md §4). */
export function imageView(image: StoredImage, options: ViewOptions): Record<string, unknown> {
  return options.generation === 2 ? clientObject(image, options) : glanceObject(image, options);
}

/** The drafts of 2015-11: an object of Glance v2. */
function glanceObject(image: StoredImage, options: ViewOptions): Record<string, unknown> {
  const { copyFrom } = options;
  return {
    ...Object.fromEntries(image.properties),
    status: image.status,
    name: image.name,
    tags: image.tags,
    container_format: image.containerFormat,
    created_at: isoSeconds(image.createdAt),
    size: image.sizeBytes,
    disk_format: image.diskFormat,
    updated_at: isoSeconds(image.updatedAt),
    visibility: image.visibility,
    id: image.id,
    owner: image.owner,
    protected: image.isProtected,
    ...minima(image, options),
    checksum: options.showsChecksum ? image.md5 : null,
    virtual_size: null,
    ...(copyFrom !== undefined && copyFrom !== null && { copy_from: copyFrom }),
    // Relative to the cloud behind the gateway, which has no such routes itself.
    file: `/v2/images/${image.id}/file`,
    schema: '/v2/schemas/image',
  };
}

/** The draft of 2015-12: an object of the Glance v1 client, its own attribute `_loaded` included. */
function clientObject(image: StoredImage, options: ViewOptions): Record<string, unknown> {
  const { isInList } = options;
  return {
    status: image.status,
    name: image.name,
    deleted: false,
    container_format: image.containerFormat,
    created_at: clientTime(image.createdAt),
    disk_format: image.diskFormat,
    updated_at: clientTime(image.updatedAt),
    id: image.id,
    owner: image.owner,
    protected: image.isProtected,
    ...minima(image, options),
    checksum: options.showsChecksum ? image.md5 : null,
    is_public: image.visibility === 'public',
    _loaded: isInList,
    size: image.sizeBytes ?? 0,
    ...(isInList && { properties: Object.fromEntries(image.properties), virtual_size: null }),
  };
}

function minima(image: StoredImage, { swapsMinima = false }: ViewOptions) {
  const [ram, disk] = [image.minRamMb, image.minDiskGb];
  return swapsMinima ? { min_disk: ram, min_ram: disk } : { min_disk: disk, min_ram: ram };
}

/** `2015-12-02T11:05:53.000000`: without a zone. */
function clientTime(microseconds: number): string {
  return isoSeconds(microseconds).replace('Z', '.000000');
}
