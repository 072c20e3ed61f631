import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';
import { fault } from './faults.ts';

export function replyJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: ReplyHeaders = {},
): void {
  const all = {
    'Content-Type': 'application/json',
    ...headers,
    'X-Openstack-Request-Id': exchange.requestId,
  };
  exchange.reply(status, all, pythonJson(body));
}

/** A reply without content, which Glance nevertheless labels as HTML. */
export function replyEmpty(exchange: Exchange, status: 202 | 204): void {
  const headers = {
    'Content-Type': 'text/html; charset=UTF-8',
    'X-Openstack-Request-Id': exchange.requestId,
  };
  exchange.reply(status, headers);
}

/** The JSON object or array of a request. @throws GlanceFault 400 */
export async function readJson(exchange: Exchange): Promise<object> {
  const bytes = await exchange.body();
  if (bytes.length === 0) throw fault(400, 'Body expected in request.');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fault(400, 'Malformed JSON in request body.');
  }
  if (typeof value !== 'object' || value === null)
    throw fault(400, 'Unexpected body type. Expected list/dict.');
  return value;
}

/** The value of a member, own ones only, so that hostile keys find nothing inherited. */
export function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
