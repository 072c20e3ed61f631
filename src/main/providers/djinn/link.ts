/** Longer than any `Link` header that is meant well. */
const MOST_CHARACTERS = 16_384;

/**
 * The page that follows `current`, or `undefined` at the end. The service always sends a link and stops at the
 * ends: the last page's `next` is the last page, and without items it is page 0. Only the number is taken, since
 * the address in front of it lacks the prefix that the service is mounted under (djinn.md §4, GET /images).
 */
export function nextPage(link: string | undefined, current: number): number | undefined {
  if (link === undefined || link.length > MOST_CHARACTERS) return undefined;
  for (const [, target = '', parameters = ''] of link.matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (!isNext(parameters)) continue;
    const page = pageOf(target);
    if (page !== undefined) return page > current ? page : undefined;
  }
  return undefined;
}

function isNext(parameters: string): boolean {
  const [, quoted, token] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters) ?? [];
  return (quoted ?? token ?? '').toLowerCase().split(/\s+/).includes('next');
}

function pageOf(target: string): number | undefined {
  const page = URL.parse(target, 'http://unused.invalid')?.searchParams.get('page') ?? '';
  return /^\d{1,15}$/.test(page) ? Number(page) : undefined;
}
