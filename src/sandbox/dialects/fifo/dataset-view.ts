import type { StoredDataset } from '../../store/dataset-rows.ts';
import type { ImageStatus, StoredImage } from '../../store/image.ts';
import type { Switches } from '../../switches/switches.ts';
import { isNetwork } from './manifest.ts';
import type { JsonObject } from './replies.ts';

const statuses: Readonly<Record<ImageStatus, string>> = {
  queued: 'pending',
  saving: 'importing',
  uploading: 'importing',
  importing: 'importing',
  active: 'imported',
  deactivated: 'imported',
  killed: 'failed',
  deleted: 'failed',
  pending_delete: 'failed',
};

/** An image as a dataset (fifo.md §5). What no manifest told comes from the image's own properties. */
export function datasetView(
  image: StoredImage,
  stored: StoredDataset,
  progress: number | undefined,
  switches: Switches,
): JsonObject {
  const { properties, sizeBytes } = image;
  const { fields } = stored;
  const status = statuses[image.status];
  const size = fields['image_size'] ?? sizeBytes ?? undefined;
  const inMegabytes = switches.flag('fifo-image-size-mb') && typeof size === 'number';
  const networks = Array.isArray(fields['networks']) ? fields['networks'].filter(isNetwork) : [];
  const all = {
    version: properties.get('os_version'),
    description: properties.get('description'),
    type: 'kvm',
    os: properties.get('os_type'),
    disk_driver: properties.get('hw_disk_bus'),
    nic_driver: properties.get('hw_vif_model'),
    ...fields,
    uuid: image.id,
    name: image.name ?? '',
    status,
    imported: status === 'imported' ? 1 : (progress ?? 0),
    image_size: inMegabytes ? Math.ceil(size / 1024 ** 2) : size,
    networks: switches.flag('fifo-networks-object')
      ? Object.fromEntries(networks.map(({ name, description }) => [name, description]))
      : networks,
    metadata: datasetMetadata(image, stored),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([key, value]) => key === 'metadata' || !isEmpty(value)),
  );
}

/** The image's properties, which other dialects write, under what was written here. */
export function datasetMetadata({ properties }: StoredImage, { metadata }: StoredDataset): JsonObject {
  const shared = [...properties].filter(([name]) => !name.startsWith('os_glance'));
  return Object.fromEntries([...shared, ...Object.entries(metadata)]);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
