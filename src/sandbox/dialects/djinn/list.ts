import type { Exchange } from '../../http/exchange.ts';
import type { DjinnScope } from '../../store/djinn-image-rows.ts';
import type { Services } from '../dialect.ts';
import { replyJson } from './replies.ts';
import type { Views } from './views.ts';

const pageLimit = 25;

interface Page {
  readonly offset: number;
  readonly previous: number;
  readonly next: number;
}

/** Answers one page of images, always with both links (djinn.md §4). */
export function replyImages(
  { store }: Services,
  views: Views,
  exchange: Exchange,
  scope: DjinnScope,
  relations: 'all' | 'none',
): void {
  store.djinnImages.number();
  const query = new URLSearchParams(exchange.rawQuery);
  const search = query.get('search') ?? '';
  const page = pageOf(query.get('page'), store.djinnImages.count(scope, search));
  const images = store.djinnImages.list(scope, search, pageLimit, page.offset);
  const body = images.map((image) => views.image(image, exchange, relations));
  replyJson(exchange, 200, body, { Link: linkHeader(exchange.rawPath, query, page) });
}

/**
 * Where a page begins and which are beside it. The server compares the page with the number of items
 * instead of pages, so that one between them is empty and points back to the start.
 */
export function pageOf(asked: string | null, count: number): Page {
  const number = /^[+-]?\d+$/.test(asked ?? '') ? Number(asked) : 1;
  const pages = Math.ceil(count / pageLimit);
  if (pages === 0) return { offset: 0, previous: 0, next: 0 };
  const wanted = number < 1 ? 1 : number;
  const page = wanted > count ? pages : wanted;
  const offset = (page - 1) * pageLimit;
  if (page > pages) return { offset, previous: 1, next: 2 };
  return { offset, previous: Math.max(1, page - 1), next: Math.min(pages, page + 1) };
}

/** Relative to the server's root, as the server sees it: without the prefix that it is mounted under. */
function linkHeader(rawPath: string, query: URLSearchParams, { previous, next }: Page): string {
  const path = rawPath.replace(/^\/djinn/, '');
  const to = (page: number, relation: string) => {
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(page));
    parameters.sort();
    const encoded = parameters.toString().replaceAll('*', '%2A').replaceAll('%7E', '~');
    return `<${path}?${encoded}>; rel="${relation}"`;
  };
  return `${to(previous, 'prev')}, ${to(next, 'next')}`;
}
