import type { Visibility } from '../../store/image.ts';
import { type Condition, type ImageColumn, imageColumns, type SortKey } from '../../store/image-query.ts';
import { fault } from './faults.ts';

const sortKeys = [
  'name',
  'status',
  'container_format',
  'disk_format',
  'size',
  'id',
  'created_at',
  'updated_at',
] as const;
const visibilities = ['community', 'public', 'private', 'shared', 'all'] as const;
const memberStatuses = ['pending', 'accepted', 'rejected', 'all'] as const;
const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=', neq: '!=', eq: '=' } as const;

/** The query of `GET /v2/images`, understood. */
export interface ListQuery {
  readonly limit: number | undefined;
  readonly marker: string | undefined;
  readonly memberStatus: string;
  readonly visibility: Visibility | 'all' | undefined;
  readonly tags: readonly string[];
  readonly sort: readonly SortKey[];
  readonly conditions: readonly Condition[];
  readonly properties: readonly (readonly [string, string])[];
}

/** @throws GlanceFault 400 with Glance's own words (glance-v2.md §4 "GET /v2/images"). */
export function parseListQuery(
  pairs: readonly (readonly [string, string])[],
  acceptsTimes: boolean,
): ListQuery {
  const all = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  const memberStatus = all('member_status')[0] ?? 'accepted';
  const visibility = all('visibility').at(-1);
  const filters = pairs.filter(([key]) => !handledNames.has(key));
  if (all('changes-since').some((value) => value !== '')) {
    throw fault(400, 'The "changes-since" filter is no longer available on v2.');
  }
  const conditions: Condition[] = [
    { column: 'os_hidden', operator: '=', values: [Number(hidden(all('os_hidden').at(-1)))] },
  ];
  const properties: [string, string][] = [];
  const query = {
    marker: all('marker')[0],
    limit: parseLimit(all('limit')[0]),
    memberStatus: oneOf(memberStatuses, memberStatus, `Invalid status: ${memberStatus}`),
    visibility: visibility
      ? oneOf(visibilities, visibility, `Invalid visibility value: ${visibility}`)
      : undefined,
    tags: all('tag').map((tag) => tag.trim()),
    sort: parseSort(all),
  };
  for (const [name, value] of filters) {
    const condition = parseFilter(name, value, acceptsTimes);
    if (condition === undefined) properties.push([name, value]);
    else conditions.push(condition);
  }
  return { ...query, conditions, properties };
}

const handledNames = new Set([
  'limit',
  'marker',
  'member_status',
  'visibility',
  'tag',
  'sort',
  'sort_key',
  'sort_dir',
  'os_hidden',
  'changes-since',
]);

function parseLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw fault(400, 'limit param must be an integer');
  const limit = Number(text);
  if (limit < 0) throw fault(400, 'limit param must be positive');
  return limit;
}

function hidden(text: string | undefined): boolean {
  const value = (text ?? 'false').toLowerCase();
  if (value !== 'true' && value !== 'false') {
    throw fault(400, `Invalid value '${value}' for 'os_hidden' filter. Valid values are 'true' or 'false'.`);
  }
  return value === 'true';
}

function parseSort(all: (name: string) => readonly string[]): readonly SortKey[] {
  const [sort] = all('sort');
  const [keys, directions] = [all('sort_key'), all('sort_dir')];
  if (sort !== undefined) {
    if (keys.length > 0 || directions.length > 0)
      throw fault(400, 'Old and new sorting syntax cannot be combined');
    return sort
      .trim()
      .split(',')
      .map((part) => {
        const mark = part.indexOf(':');
        const direction = mark < 0 ? '' : part.slice(mark + 1);
        return sortKey(mark < 0 ? part : part.slice(0, mark), direction || 'desc');
      });
  }
  if (directions.length > 1 && directions.length !== keys.length) {
    throw fault(400, 'Number of sort dirs does not match the number of sort keys');
  }
  const sorts = keys.map((key, index) =>
    sortKey(key, directions[directions.length === 1 ? 0 : index] ?? 'desc'),
  );
  return sorts.length > 0 ? sorts : [sortKey('created_at', directions[0] ?? 'desc')];
}

function sortKey(key: string, direction: string): SortKey {
  const name = key.trim();
  const available = sortKeys.join(', ');
  const column = oneOf(
    sortKeys,
    name,
    `Invalid sort key: ${name}. It must be one of the following: ${available}.`,
  );
  const way = oneOf(
    ['asc', 'desc'] as const,
    direction.trim(),
    `Invalid sort direction: ${direction.trim()}`,
  );
  return { column, descending: way === 'desc' };
}

/** A condition on a base attribute; undefined for a property. */
function parseFilter(name: string, value: string, acceptsTimes: boolean): Condition | undefined {
  if (/_(min|max)$/.test(name)) return rangeFilter(name, value);
  switch (name) {
    case 'created_at':
    case 'updated_at':
      if (!acceptsTimes) throw fault(400, `Filtering by '${name}' is not supported.`);
      return timeFilter(name, value);
    case 'name':
    case 'id':
    case 'status':
    case 'container_format':
    case 'disk_format':
      return textFilter(name, value);
    case 'protected':
      if (value !== 'true' && value !== 'false') {
        throw fault(
          400,
          `Invalid value '${value}' for 'protected' filter. Valid values are 'true' or 'false'.`,
        );
      }
      return { column: name, operator: '=', values: [Number(value === 'true')] };
    case 'os_hash_value':
      return { column: 'sha512', operator: '=', values: [value] };
    default: {
      const column = imageColumn(name);
      return column === undefined ? undefined : { column, operator: '=', values: [value] };
    }
  }
}

function rangeFilter(name: string, value: string): Condition {
  if (!/^\s*[+-]?\d+\s*$/.test(value))
    throw fault(400, 'Unable to filter on a range with a non-numeric value.');
  const column = imageColumn(name.slice(0, -4));
  // Glance fails on a range over anything but its own columns.
  if (column === undefined) throw fault(500);
  return { column, operator: name.endsWith('_min') ? '>=' : '<=', values: [Number(value)] };
}

function timeFilter(column: 'created_at' | 'updated_at', value: string): Condition {
  const { operator, operand } = splitOperator(value, (text) => isoMicroseconds(text) !== undefined);
  const time = isoMicroseconds(operand);
  if (time === undefined) {
    throw fault(400, `Bad "${column}" query filter format. Use ISO 8601 DateTime notation.`);
  }
  if (!Object.hasOwn(comparisons, operator)) throw fault(400, 'Unable to filter on a unknown operator.');
  return { column, operator: comparisons[operator as keyof typeof comparisons], values: [time] };
}

function textFilter(column: ImageColumn, value: string): Condition {
  const { operator, operand } = splitOperator(value, () => false);
  if (operator === 'in') return { column, operator: 'in', values: splitQuoted(operand) };
  if (operator === 'eq') return { column, operator: '=', values: [operand] };
  throw fault(400, `Unable to filter by unknown operator '${operator}'.`);
}

/** `op:value`, unless the whole is a value that merely contains colons. */
function splitOperator(text: string, isWhole: (text: string) => boolean) {
  const mark = text.indexOf(':');
  if (mark < 0 || isWhole(text)) return { operator: 'eq', operand: text };
  return { operator: text.slice(0, mark), operand: text.slice(mark + 1) };
}

/** The values of an `in:` list, whose members may be quoted. */
export function splitQuoted(text: string): string[] {
  let isOpen = false;
  for (let index = 0; index < text.length; index++) {
    if (text[index] !== '"' || (index > 0 && text[index - 1] === '\\')) continue;
    if (!isOpen && index > 0 && text[index - 1] !== ',') {
      throw fault(400, `Invalid filter value ${text}. There is no comma before opening quotation mark.`);
    }
    if (isOpen && index + 1 !== text.length && text[index + 1] !== ',') {
      throw fault(400, `Invalid filter value ${text}. There is no comma after closing quotation mark.`);
    }
    isOpen = !isOpen;
  }
  if (isOpen) throw fault(400, `Invalid filter value ${text}. The quote is not closed.`);
  return [...text.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)",?|([^,]+),?|,/g)].map(
    (match) => match[1] || match[2] || '',
  );
}

function isoMicroseconds(text: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(
    text,
  );
  if (parts === null) return undefined;
  const [, day = '', time = '00:00:00', zone = 'Z'] = parts;
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const milliseconds = Date.parse(`${day}T${time}${offset}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds * 1000;
}

function imageColumn(name: string): ImageColumn | undefined {
  return imageColumns.find((column) => column === name && column !== 'sha256' && column !== 'sha512');
}

function oneOf<Value extends string>(allowed: readonly Value[], value: string, refusal: string): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw fault(400, refusal);
  return found;
}
