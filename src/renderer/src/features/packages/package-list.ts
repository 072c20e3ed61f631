import type { Package } from '#shared/model/index.ts';
import { requirementWords } from './requirement-words.ts';

export const PACKAGE_COLUMNS = [
  ...(['name', 'connection', 'ramMb', 'quotaGb', 'cpuCap', 'maxSwapMb', 'blockSize', 'compression'] as const),
  ...(['zfsIoPriority', 'requirements', 'metadata'] as const),
] as const;
export type PackageColumn = (typeof PACKAGE_COLUMNS)[number];

const USUAL: readonly PackageColumn[] = ['ramMb', 'quotaGb', 'cpuCap', 'requirements'];

/** The columns on show, in their order: the name always, the cloud where there are several. */
export function shownColumns(kept: readonly string[] | null, many: boolean): readonly PackageColumn[] {
  return PACKAGE_COLUMNS.filter((column) => {
    if (column === 'name') return true;
    return column === 'connection' ? many : (kept ?? USUAL).includes(column);
  });
}

export interface PackageSort {
  readonly column: PackageColumn;
  readonly direction: 'asc' | 'desc';
}

/** One key for a package: ids are unique only within a connection, whose names have no slash. */
export function packageKey({ connection, id }: Pick<Package, 'connection' | 'id'>): string {
  return `${connection}/${id}`;
}

/** The packages in which every word occurs, in the wanted order; what the service does not say comes last. */
export function shownPackages(
  packages: readonly Package[],
  search: string,
  sort: PackageSort,
): readonly Package[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = packages.filter((each) => {
    const text = searchText(each);
    return words.every((word) => text.includes(word));
  });
  const sign = sort.direction === 'asc' ? 1 : -1;
  return found.sort((a, b) => {
    const [left, right] = [sortValue(a, sort.column), sortValue(b, sort.column)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (left !== right) {
      const order =
        typeof left === 'number' && typeof right === 'number'
          ? left - right
          : String(left).localeCompare(String(right), 'en', { numeric: true });
      if (order !== 0) return sign * order;
    }
    return packageKey(a).localeCompare(packageKey(b), 'en');
  });
}

function sortValue(each: Package, column: PackageColumn): string | number | null {
  if (column === 'requirements') return each.requirements.length;
  return column === 'metadata' ? Object.keys(each.metadata).length : each[column];
}

function searchText(each: Package): string {
  const rules = each.requirements.map(requirementWords).join(' ');
  return `${each.name} ${each.id} ${each.connection} ${rules} ${JSON.stringify(each.metadata)}`.toLowerCase();
}
