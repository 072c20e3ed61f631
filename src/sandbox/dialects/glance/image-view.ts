import { isoSeconds } from '../../store/clock.ts';
import type { StoredImage } from '../../store/image.ts';
import type { Switches } from '../../switches/switches.ts';
import { lacks, shownVisibility } from './release.ts';

/** An image as Glance writes it: properties first, then the base attributes in its own order (glance-v2.md §3). */
export function imageView(image: StoredImage, switches: Switches): Record<string, unknown> {
  const path = `/v2/images/${image.id}`;
  const hasHash = image.sha512 !== null && !switches.flag('no-multihash');
  const showsStores = image.stores.length > 0 && !switches.flag('no-stores') && !lacks(switches, 8);
  return {
    ...Object.fromEntries(image.properties),
    name: image.name,
    disk_format: image.diskFormat,
    container_format: image.containerFormat,
    visibility: shownVisibility(image.visibility, switches),
    size: image.sizeBytes,
    virtual_size: image.virtualSizeBytes,
    status: image.status,
    checksum: switches.flag('no-checksum') ? null : image.md5,
    protected: image.isProtected,
    min_ram: image.minRamMb,
    min_disk: image.minDiskGb,
    owner: image.owner,
    ...(!lacks(switches, 7) && {
      os_hidden: image.isHidden,
      os_hash_algo: hasHash ? 'sha512' : null,
      os_hash_value: hasHash ? image.sha512 : null,
    }),
    id: image.id,
    created_at: isoSeconds(image.createdAt),
    updated_at: isoSeconds(image.updatedAt),
    tags: image.tags,
    self: path,
    file: `${path}/file`,
    schema: '/v2/schemas/image',
    ...(showsStores && { stores: image.stores.join(',') }),
  };
}
