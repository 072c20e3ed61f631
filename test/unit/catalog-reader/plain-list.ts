import type { CatalogQuery, CatalogSortKey, Image } from '#shared/model/index.ts';
import { foldText, matchesSearch, parseSearch, propertyText } from '#shared/search/index.ts';
import { NOW_MS } from './open-reader.ts';

/** What the catalogue should answer, worked out the plain way over a plain list. */
export function plainList(
  images: readonly Image[],
  query: Pick<CatalogQuery, 'sort' | 'direction' | 'search' | 'connections' | 'group'>,
): readonly Image[] {
  const search = parseSearch(query.search ?? '', NOW_MS);
  const matching = images.filter(
    (image) =>
      query.connections?.includes(image.connection) !== false &&
      matchesSearch(search, image) &&
      (query.group === undefined || groupValue(image, query.group.by) === query.group.key),
  );
  const turn = query.direction === 'asc' ? 1 : -1;
  return matching.sort((one, other) => {
    const [left, right] = [sortValue(one, query.sort), sortValue(other, query.sort)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (left !== right) {
      return turn * (typeof left === 'number' ? left - Number(right) : byCodePoints(left, String(right)));
    }
    return turn * (byCodePoints(one.connection, other.connection) || byCodePoints(one.id, other.id));
  });
}

export function groupValue(
  image: Image,
  by: 'connection' | 'distribution' | 'owner' | 'visibility' | 'hash',
) {
  switch (by) {
    case 'connection':
      return image.connection;
    case 'distribution': {
      const value = Object.getOwnPropertyDescriptor(image.properties, 'os_distro')?.value;
      return value === undefined ? '' : foldText(propertyText(value));
    }
    case 'hash':
      return image.checksum === null ? '' : foldText(`${image.checksum.algo}:${image.checksum.value}`);
    default:
      return foldText(image[by] ?? '');
  }
}

function sortValue(image: Image, sort: CatalogSortKey): string | number | null {
  switch (sort) {
    case 'id':
      return image.id;
    case 'updatedAt':
    case 'createdAt': {
      const time = Date.parse(image[sort] ?? '');
      return Number.isNaN(time) ? null : time;
    }
    default: {
      const value = image[sort];
      return typeof value === 'string' ? foldText(value) : value;
    }
  }
}

function byCodePoints(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
