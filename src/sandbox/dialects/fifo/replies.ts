import { createHash } from 'node:crypto';
import type { ReplyHeaders } from '../../http/exchange.ts';
import type { Call } from './call.ts';
import { crash, FifoFault } from './faults.ts';
import { decodeMsgpack, encodeMsgpack } from './msgpack.ts';
import { bodyFormat, contentType } from './negotiation.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy with the members of every object in order, as Erlang's ordered dictionaries come out. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}

/** The headers of every reply: the server's name, and in API 0.1.0 the caller's token again. */
export function commonHeaders({ generation, caller }: Call): ReplyHeaders {
  return { server: 'Cowboy', 'x-snarl-token': generation === 1 ? caller?.key : undefined };
}

export function replyValue(call: Call, value: unknown, headers: ReplyHeaders = {}): void {
  const type = contentType(call.format);
  call.exchange.reply(
    200,
    { ...commonHeaders(call), 'content-type': type, ...headers },
    encoded(call, value),
  );
}

/** One object with its ETag: the base64 of an MD5, in quotes (fifo.md §3). */
export function replyObject(call: Call, object: JsonObject): void {
  const value = sorted(object);
  const etag = `"${createHash('md5').update(JSON.stringify(value)).digest('base64')}"`;
  const known = call.exchange.header('if-none-match')?.split(',') ?? [];
  if (known.some((tag) => tag.trim() === etag || tag.trim() === '*')) {
    call.exchange.reply(304, { ...commonHeaders(call), etag });
    return;
  }
  replyValue(call, value, { etag });
}

export function replyNothing(call: Call, status: 201 | 204 | 302 | 303, location?: string): void {
  call.exchange.reply(status, { ...commonHeaders(call), location });
}

/** The address of an object, in the version that the client calls. */
export function locationOf({ base }: Call, resource: string, id: string): string {
  return `${base}/${resource}/${id}`;
}

/**
 * A list: uuids, or objects where the client asks so. API 0.1.0 reads headers and answers with a length;
 * the later ones read the query and stream: no length, and of an empty list only the last bracket.
 */
export function replyList(call: Call, objects: readonly JsonObject[]): void {
  const { exchange, generation, format } = call;
  if (exchange.header('if-none-match') !== undefined) throw new FifoFault(412);
  const query = new Map(exchange.query);
  const [full, fields] =
    generation === 1
      ? [exchange.header('x-full-list'), exchange.header('x-full-list-fields')]
      : [query.get('full-list'), query.get('full-list-fields')];
  const isFull = full === 'true' || (generation === 1 && full === 'True');
  const names = fields === undefined || fields === '' ? undefined : fields.split(',');
  const items = objects.map((object) => (isFull ? chosen(object, names) : object['uuid']));
  if (generation === 1 || format !== 'json') {
    replyValue(call, items);
    return;
  }
  const { response } = exchange;
  response.useChunkedEncodingByDefault = false;
  response.writeHead(200, {
    server: 'Cowboy',
    'content-type': contentType('json'),
    connection: 'close',
  });
  for (const [index, item] of items.entries()) {
    response.write(`${index === 0 ? '[' : ','}${JSON.stringify(item)}`);
  }
  response.end(']');
}

function chosen(object: JsonObject, names: readonly string[] | undefined): unknown {
  if (names === undefined) return sorted(object);
  const present = names.filter((name) => Object.hasOwn(object, name) && object[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, sorted(object[name])]));
}

/** The value of a body. @throws FifoFault 415 for another type, 500 for what does not parse. */
export async function readValue({ exchange }: Call): Promise<unknown> {
  const format = bodyFormat(exchange.header('content-type'));
  const bytes = await exchange.body();
  if (format === 'msgpack') return decodeMsgpack(bytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isTooDeep(text)) throw crash();
    return JSON.parse(text);
  } catch {
    throw crash();
  }
}

/** An object body. @throws as `readValue`, and FifoFault 500 for any other value. */
export async function readObject(call: Call): Promise<JsonObject> {
  const value = await readValue(call);
  if (!isObject(value)) throw crash();
  return value;
}

/** Nesting that would exhaust the stack of whoever writes the value again. One pass, whatever the text. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length && depth <= 100; index++) {
    const character = text[index];
    if (isInString && character === '\\') index += 1;
    else if (character === '"') isInString = !isInString;
    else if (!isInString && (character === '[' || character === '{')) depth += 1;
    else if (!isInString && (character === ']' || character === '}')) depth -= 1;
  }
  return depth > 100;
}

function encoded({ format }: Call, value: unknown): string | Buffer {
  return format === 'msgpack' ? encodeMsgpack(value) : JSON.stringify(value);
}
