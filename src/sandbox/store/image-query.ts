import type { StoredImage, Visibility } from './image.ts';

/** The columns that lists can filter and sort by. */
export const imageColumns = [
  'id',
  'name',
  'status',
  'visibility',
  'protected',
  'os_hidden',
  'owner',
  'container_format',
  'disk_format',
  'min_ram',
  'min_disk',
  'size',
  'virtual_size',
  'checksum',
  'sha256',
  'sha512',
  'created_at',
  'updated_at',
] as const;

export type ImageColumn = (typeof imageColumns)[number];
export type SqlValue = string | number | null;

export interface Condition {
  readonly column: ImageColumn;
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in';
  readonly values: readonly SqlValue[];
}

export interface SortKey {
  readonly column: ImageColumn;
  readonly descending: boolean;
}

/** Who asks: decides which images a list may contain. */
export interface Viewer {
  readonly projectId: string | undefined;
  readonly isAdmin: boolean;
}

export interface ImageQuery {
  readonly viewer: Viewer;
  readonly visibility?: Visibility | 'all' | undefined;
  /** Which memberships make a foreign shared image visible. */
  readonly memberStatus?: string | undefined;
  readonly conditions?: readonly Condition[];
  readonly properties?: readonly (readonly [name: string, value: string])[];
  readonly tags?: readonly string[];
  readonly sort?: readonly SortKey[];
  /** The last image of the page before. */
  readonly after?: StoredImage | undefined;
  readonly limit?: number | undefined;
}

/** A query as text with its parameters in order. */
export interface Sql {
  readonly text: string;
  readonly parameters: SqlValue[];
}

/** The ids of the images that match, in order (glance-v2.md §4, the rules of its default list). */
export function imageQuerySql(query: ImageQuery): Sql {
  const parameters: SqlValue[] = [];
  const clauses = [...visibleClauses(query, parameters), ...filterClauses(query, parameters)];
  const sort = completeSort(query.sort ?? []);
  if (query.after !== undefined) clauses.push(afterClause(query.after, sort, parameters));
  const where = clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`;
  const order = sort
    .map(({ column, descending }) => `${sortable(column)} ${descending ? 'DESC' : 'ASC'}`)
    .join(', ');
  parameters.push(query.limit ?? -1);
  return { text: `SELECT i.id FROM images i ${where} ORDER BY ${order} LIMIT ?`, parameters };
}

function visibleClauses(query: ImageQuery, parameters: SqlValue[]): string[] {
  const { viewer, visibility, memberStatus = 'accepted' } = query;
  const clauses: string[] = [];
  if (!viewer.isAdmin) {
    const ways = [`i.visibility IN ('public', 'community')`];
    if (viewer.projectId !== undefined) {
      ways.push('i.owner = ?');
      parameters.push(viewer.projectId);
      const status = memberStatus === 'all' ? '' : 'AND m.status = ?';
      ways.push(
        `(i.visibility = 'shared' AND EXISTS (SELECT 1 FROM members m WHERE m.image_id = i.id AND m.member_id = ? ${status}))`,
      );
      parameters.push(viewer.projectId);
      if (memberStatus !== 'all') parameters.push(memberStatus);
    }
    clauses.push(`(${ways.join(' OR ')})`);
  }
  if (visibility === undefined) {
    clauses.push(`(i.visibility != 'community' OR i.owner = ?)`);
    parameters.push(viewer.projectId ?? null);
  } else if (visibility !== 'all') {
    clauses.push('i.visibility = ?');
    parameters.push(visibility);
  }
  return clauses;
}

function filterClauses(query: ImageQuery, parameters: SqlValue[]): string[] {
  const clauses: string[] = [];
  for (const { column, operator, values } of query.conditions ?? []) {
    parameters.push(...values);
    clauses.push(
      operator === 'in'
        ? `i.${column} IN (${values.map(() => '?').join(', ')})`
        : `i.${column} ${operator} ?`,
    );
  }
  for (const [name, value] of query.properties ?? []) {
    clauses.push(
      'EXISTS (SELECT 1 FROM image_properties p WHERE p.image_id = i.id AND p.name = ? AND p.value = ?)',
    );
    parameters.push(name, value);
  }
  for (const tag of query.tags ?? []) {
    clauses.push('EXISTS (SELECT 1 FROM image_tags t WHERE t.image_id = i.id AND t.value = ?)');
    parameters.push(tag);
  }
  return clauses;
}

/** The keys asked for, made total by age and id in the direction of the first. */
function completeSort(sort: readonly SortKey[]): readonly SortKey[] {
  const descending = sort.length === 1 ? (sort[0]?.descending ?? true) : true;
  const missing = (['created_at', 'id'] as const).filter((column) =>
    sort.every((key) => key.column !== column),
  );
  return [...sort, ...missing.map((column) => ({ column, descending }))];
}

const numeric: ReadonlySet<ImageColumn> = new Set([
  'protected',
  'os_hidden',
  'min_ram',
  'min_disk',
  'size',
  'virtual_size',
  'created_at',
  'updated_at',
]);

/** Missing values sort as the lowest of their type, so that a marker can be compared with them. */
function sortable(column: ImageColumn): string {
  return `COALESCE(i.${column}, ${numeric.has(column) ? '-1' : "''"})`;
}

function afterClause(after: StoredImage, sort: readonly SortKey[], parameters: SqlValue[]): string {
  const alternatives = sort.map((key, index) => {
    const equal = sort.slice(0, index).map(({ column }) => {
      parameters.push(columnValue(after, column));
      return `${sortable(column)} = ?`;
    });
    parameters.push(columnValue(after, key.column));
    return [...equal, `${sortable(key.column)} ${key.descending ? '<' : '>'} ?`].join(' AND ');
  });
  return `(${alternatives.map((alternative) => `(${alternative})`).join(' OR ')})`;
}

function columnValue(image: StoredImage, column: ImageColumn): SqlValue {
  const values: Record<ImageColumn, SqlValue> = {
    id: image.id,
    name: image.name,
    status: image.status,
    visibility: image.visibility,
    protected: Number(image.isProtected),
    os_hidden: Number(image.isHidden),
    owner: image.owner,
    container_format: image.containerFormat,
    disk_format: image.diskFormat,
    min_ram: image.minRamMb,
    min_disk: image.minDiskGb,
    size: image.sizeBytes,
    virtual_size: image.virtualSizeBytes,
    checksum: image.md5,
    sha256: image.sha256,
    sha512: image.sha512,
    created_at: image.createdAt,
    updated_at: image.updatedAt,
  };
  return values[column] ?? (numeric.has(column) ? -1 : '');
}
