import type { PackageColumn } from './package-list.ts';

export const PACKAGE_COLUMN_LABELS: Readonly<Record<PackageColumn, string>> = {
  name: 'Name',
  connection: 'Cloud',
  ramMb: 'Memory',
  quotaGb: 'Disk quota',
  cpuCap: 'CPU cap',
  maxSwapMb: 'Max swap',
  blockSize: 'Block size',
  compression: 'Compression',
  zfsIoPriority: 'I/O priority',
  requirements: 'Requirements',
  metadata: 'Metadata keys',
};
export const PACKAGE_COLUMN_WIDTHS: Readonly<Record<PackageColumn, string>> = {
  name: 'minmax(140px, 1fr)',
  connection: '128px',
  ramMb: '96px',
  quotaGb: '104px',
  cpuCap: '96px',
  maxSwapMb: '96px',
  blockSize: '96px',
  compression: '112px',
  zfsIoPriority: '96px',
  requirements: '112px',
  metadata: '120px',
};
/** Stand at the end of their cells, so that they line up. */
export const FIGURE_COLUMNS: readonly PackageColumn[] = [
  ...(['ramMb', 'quotaGb', 'cpuCap', 'maxSwapMb', 'blockSize'] as const),
  ...(['zfsIoPriority', 'requirements', 'metadata'] as const),
];
