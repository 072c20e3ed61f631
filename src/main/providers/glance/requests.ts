import { AppError } from '#shared/errors/index.ts';
import type {
  Image,
  ImageEdit,
  ImageQuery,
  ImageSortKey,
  ImageStatus,
  NewImage,
} from '#shared/model/index.ts';
import { isPropertyKey, PAGE_SIZE } from './config.ts';

const STATUS_FILTERS: Readonly<Record<ImageStatus, string | undefined>> = {
  ready: 'active',
  waiting: 'queued',
  busy: 'in:saving,uploading,importing',
  failed: 'killed',
  disabled: 'deactivated',
  gone: 'in:deleted,pending_delete',
  unknown: undefined,
};

const SORT_KEYS: Readonly<Record<ImageSortKey, string>> = {
  name: 'name',
  status: 'status',
  diskFormat: 'disk_format',
  containerFormat: 'container_format',
  sizeBytes: 'size',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

/** Parameter names of the list call that a property of the same name cannot be filtered by. */
const LIST_PARAMETERS = new Set([
  ...['limit', 'marker', 'sort', 'sort_key', 'sort_dir', 'tag', 'member_status', 'size_min', 'size_max'],
  ...['changes-since', 'is_public', 'os_hidden', 'visibility'],
]);

/** A value that begins like an operator would be read as one: it is filtered for here, after reading. */
function literal(value: string | undefined): value is string {
  return value !== undefined && value !== '' && !/^(in|eq|neq|gt|gte|lt|lte):/.test(value);
}

/** The query of one page (glance-v2.md §4). Built anew for each, since `next` loses repeated parameters. */
export function listQuery(query: ImageQuery, marker: string | undefined): URLSearchParams {
  const params = new URLSearchParams({ limit: String(query.pageSize ?? PAGE_SIZE) });
  const put = (key: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) params.append(key, String(value));
  };
  const equal = (key: string, value: string | undefined): void =>
    put(key, literal(value) ? value : undefined);
  equal('name', query.name);
  equal('owner', query.owner);
  equal('disk_format', query.diskFormat);
  equal('container_format', query.containerFormat);
  put('status', query.status === undefined ? undefined : STATUS_FILTERS[query.status]);
  put('visibility', query.visibility);
  put('protected', query.protected);
  // Hidden images are left out by default; before v2.7 the word would be a property that no image has.
  if (query.hidden === true) put('os_hidden', true);
  put('size_min', query.sizeMinBytes);
  put('size_max', query.sizeMaxBytes);
  put('member_status', query.memberStatus);
  put('updated_at', query.changedSince && `gte:${wholeSeconds(query.changedSince)}`);
  for (const tag of query.tags ?? []) put('tag', tag);
  for (const [key, value] of Object.entries(query.properties ?? {})) {
    if (!LIST_PARAMETERS.has(key)) equal(key, value);
  }
  if (query.sort !== undefined && query.sort.length > 0) {
    put('sort', query.sort.map(({ key, direction }) => `${SORT_KEYS[key]}:${direction}`).join(','));
  }
  put('marker', marker);
  return params;
}

/** Glance keeps whole seconds. */
function wholeSeconds(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Body of `POST /v2/images`. What is not named is left to the service. `INVALID` for reserved names. */
export function createBody(image: NewImage, operation: string): string {
  const properties = Object.entries(image.properties ?? {});
  for (const [key] of properties) requirePropertyKey(key, operation);
  return JSON.stringify({
    ...Object.fromEntries(properties),
    name: image.name,
    disk_format: image.diskFormat,
    container_format: image.containerFormat,
    visibility: image.visibility,
    min_disk: image.minDiskGb,
    min_ram: image.minRamMb,
    protected: image.protected,
    os_hidden: image.hidden,
    tags: image.tags === undefined ? undefined : [...new Set(image.tags)],
  });
}

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/**
 * The least change that makes `image` what the edit says (glance-v2.md §4). What the edit does not name, and
 * what is so already, is left out; so an edit may come out empty.
 */
export function patchOperations(image: Image, edit: ImageEdit, operation: string): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  const replace = (key: string, wanted: unknown, got: unknown): void => {
    if (wanted !== undefined && wanted !== got)
      operations.push({ op: 'replace', path: `/${key}`, value: wanted });
  };
  replace('name', edit.name, image.name);
  replace('min_disk', edit.minDiskGb, image.minDiskGb);
  replace('min_ram', edit.minRamMb, image.minRamMb);
  replace('visibility', edit.visibility, image.visibility);
  replace('protected', edit.protected, image.protected);
  replace('os_hidden', edit.hidden, image.hidden);
  replace('disk_format', edit.diskFormat, image.diskFormat);
  replace('container_format', edit.containerFormat, image.containerFormat);
  const tags = editedTags(image.tags, edit);
  if (tags !== undefined) operations.push({ op: 'replace', path: '/tags', value: tags });
  for (const [key, value] of Object.entries(edit.setProperties ?? {})) {
    requirePropertyKey(key, operation);
    // `add` overwrites; `replace` of what somebody else just removed would be refused.
    if (image.properties[key] !== value) operations.push({ op: 'add', path: pointer(key), value });
  }
  for (const key of new Set(edit.unsetProperties)) {
    requirePropertyKey(key, operation);
    if (Object.hasOwn(image.properties, key)) operations.push({ op: 'remove', path: pointer(key) });
  }
  return operations;
}

/** The whole list, since Glance knows no change of a single tag in a PATCH; `undefined` if it stays the same. */
function editedTags(tags: readonly string[], edit: ImageEdit): readonly string[] | undefined {
  const removed = new Set(edit.removeTags ?? []);
  const wanted = [...new Set([...tags.filter((tag) => !removed.has(tag)), ...(edit.addTags ?? [])])];
  const same = wanted.length === tags.length && wanted.every((tag) => tags.includes(tag));
  return same ? undefined : wanted;
}

/** A JSON pointer to a property whose name may hold a slash. */
function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function requirePropertyKey(key: string, operation: string): void {
  if (isPropertyKey(key)) return;
  throw new AppError('INVALID', `"${key.slice(0, 80)}" is a name that Glance keeps for itself.`, {
    operation,
    hint: 'It cannot be set or removed as a property.',
  });
}
