import type { Exchange } from '../../http/exchange.ts';
import { commonHeaders, replyEmpty, replyJson } from './faults.ts';

interface Named {
  readonly name?: string;
  readonly subdir?: string;
}

export function wantsJson(exchange: Exchange): boolean {
  const format = exchange.query.find(([name]) => name === 'format')?.[1];
  if (format !== undefined) return format === 'json';
  return exchange.header('accept')?.includes('application/json') === true;
}

/** A list as JSON where asked for, else its names by lines; an empty one is then 204. */
export function replyList(
  exchange: Exchange,
  rows: readonly Named[],
  status = 200,
  json: unknown = rows,
): void {
  if (wantsJson(exchange)) replyJson(exchange, status, json);
  else if (rows.length === 0) replyEmpty(exchange, status === 200 ? 204 : status);
  else {
    const text = rows.map(({ name, subdir }) => `${name ?? subdir ?? ''}\n`).join('');
    const type = { 'Content-Type': 'text/plain; charset=UTF-8' };
    exchange.reply(status, { ...commonHeaders(exchange), ...type }, text);
  }
}
