import { visibleText } from './visible-text.ts';

const FIELD_NAMES: Readonly<Record<string, string>> = {
  name: 'name',
  status: 'status',
  serviceStatus: 'state of the service',
  sizeBytes: 'size',
  virtualSizeBytes: 'virtual size',
  diskFormat: 'disk format',
  containerFormat: 'container format',
  visibility: 'visibility',
  owner: 'owner',
  protected: 'protected',
  hidden: 'hidden',
  minDiskGb: 'min disk',
  minRamMb: 'min memory',
  createdAt: 'created',
  updatedAt: 'updated',
  checksum: 'hash',
  tags: 'tags',
};

/** A field's name for a person; a property's own key as it is. */
export function fieldName(field: string): string {
  return visibleText(FIELD_NAMES[field] ?? field.replace(/^property\./, ''));
}
