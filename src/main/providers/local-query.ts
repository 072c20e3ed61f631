import type { Image, ImageDocument, ImageQuery, ImageSort } from '#shared/model/index.ts';

/**
 * Filters and sorts pages here, for a service that does neither, or only in part. A sorted list comes as one
 * page, since the last image that is read may be the first.
 */
export async function* queriedLocally(
  pages: AsyncIterable<readonly ImageDocument[]>,
  query: ImageQuery,
): AsyncGenerator<readonly ImageDocument[]> {
  const { sort = [] } = query;
  const all: ImageDocument[] = [];
  for await (const page of pages) {
    const matching = page.filter(({ image }) => matchesLocally(image, query));
    if (sort.length > 0) all.push(...matching);
    else if (matching.length > 0) yield matching;
  }
  if (all.length > 0) yield all.toSorted((a, b) => compareImages(a.image, b.image, sort));
}

/** What the service does not tell (`null`) is not what was asked for, but that an image is not hidden. */
export function matchesLocally(image: Image, query: ImageQuery): boolean {
  const same = <Value>(wanted: Value | undefined, got: Value | null): boolean =>
    wanted === undefined || wanted === got;
  return (
    same(query.name, image.name) &&
    same(query.status, image.status) &&
    same(query.owner, image.owner) &&
    same(query.diskFormat, image.diskFormat) &&
    same(query.containerFormat, image.containerFormat) &&
    same(query.protected, image.protected) &&
    same(query.hidden, image.hidden ?? false) &&
    (query.visibility === 'all' || same(query.visibility, image.visibility)) &&
    (query.sizeMinBytes === undefined || (image.sizeBytes ?? -1) >= query.sizeMinBytes) &&
    (query.sizeMaxBytes === undefined || (image.sizeBytes ?? Infinity) <= query.sizeMaxBytes) &&
    (query.tags ?? []).every((tag) => image.tags.includes(tag)) &&
    Object.entries(query.properties ?? {}).every(([key, value]) => image.properties[key] === value) &&
    changedSince(image, query.changedSince)
  );
}

/** A service that does not tell when an image was changed may still have filtered by it. Whole seconds. */
function changedSince(image: Image, since: string | undefined): boolean {
  if (since === undefined || image.updatedAt === null) return true;
  const changed = Date.parse(image.updatedAt);
  return Number.isNaN(changed) || changed >= Math.floor(Date.parse(since) / 1000) * 1000;
}

/** Images without a value come last, whichever the direction. */
function compareImages(a: Image, b: Image, sort: readonly ImageSort[]): number {
  for (const { key, direction } of sort) {
    const [left, right] = [a[key], b[key]];
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right === (direction === 'asc') ? -1 : 1;
  }
  return 0;
}
