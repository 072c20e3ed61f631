import { AppError } from '#shared/errors/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import type { DjinnClient } from './client.ts';
import type { Asked } from './errors.ts';
import { nextPage } from './link.ts';
import { parseItems } from './results.ts';
import type { DjinnUrls } from './urls.ts';

export interface ListRequest extends Asked {
  readonly url: (urls: DjinnUrls) => string;
  /** Part of a name. The service may give more than what has it (djinn.md §4, "search bug"). */
  readonly search?: string | undefined;
  /** What is not there has no items. */
  readonly orNone?: boolean | undefined;
}

export interface ItemPage {
  readonly items: readonly unknown[];
  readonly reply: TextReply;
}

/**
 * All pages of a list, in the service's order. Never asks beyond what `next` names: the service has odd answers
 * there (djinn.md §4, GET /images).
 */
export async function* itemPages(
  client: DjinnClient,
  { url, search, orNone, ...asked }: ListRequest,
  call: Call,
): AsyncGenerator<ItemPage> {
  let page: number | undefined = 1;
  let before: string | undefined;
  while (page !== undefined) {
    const params = new URLSearchParams(search === undefined ? {} : { search });
    if (page > 1) params.set('page', String(page));
    const query = params.size === 0 ? '' : `?${params}`;
    const accept = orNone ? [404] : [];
    const reply = await client.send(
      { method: 'GET', url: (urls) => `${url(urls)}${query}`, ...asked, accept },
      call,
    );
    if (reply.status === 404) return;
    const items = parseItems(reply, call.operation);
    if (items.length > 0 && reply.text === before) {
      throw new AppError('PROTOCOL', `${reply.url} gives the same page again and again.`, {
        operation: call.operation,
        hint: 'Something between here and the service may keep old answers. Tell the operator of the service.',
      });
    }
    yield { items, reply };
    before = reply.text;
    page = items.length === 0 ? undefined : nextPage(reply.headers['link'], page);
  }
}

/** The whole of a list that is short by its nature. */
export async function allItems(
  client: DjinnClient,
  request: ListRequest,
  call: Call,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const page of itemPages(client, request, call)) items.push(...page.items);
  return items;
}
