import type { StoredPackage } from '../store/package-rows.ts';
import { projectIds } from './identities.ts';

/** The packages of a fresh sandbox: two for everybody, one of demo, one of partner. */
export const seedPackages: readonly StoredPackage[] = [
  {
    id: '5e0b8d14-6c92-4a7f-8d31-0f4c2b9a7e01',
    name: 'small',
    owner: null,
    fields: { ram: 1024, quota: 20, cpu_cap: 100, max_swap: 2048, compression: 'lz4' },
    metadata: {},
  },
  {
    id: '6f1c9e25-7da3-4b80-9e42-1a5d3cab8f02',
    name: 'large',
    owner: null,
    fields: { ram: 16_384, quota: 200, cpu_cap: 800, max_swap: 32_768, zfs_io_priority: 100 },
    metadata: {},
  },
  {
    id: '702daf36-8eb4-4c91-af53-2b6e4dbc9003',
    name: 'database',
    owner: projectIds.demo,
    fields: {
      ram: 8192,
      quota: 500,
      cpu_cap: 400,
      blocksize: 8192,
      compression: 'off',
      requirements: [
        { weight: 'must', attribute: 'resources.free-memory', condition: '>', value: 8192 },
        { weight: 'scale', attribute: 'pools.zones.free', low: 0, high: 10 },
      ],
    },
    metadata: { jingles: { notes: [{ text: 'for PostgreSQL', at: 1_750_000_000 }] } },
  },
  {
    id: '813ec047-9fc5-4da2-b064-3c7f5ecda104',
    name: 'partner-only',
    owner: projectIds.partner,
    fields: { ram: 2048, quota: 40, cpu_cap: 200 },
    metadata: {},
  },
];
