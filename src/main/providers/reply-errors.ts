import type { ErrorContext } from '#shared/errors/index.ts';
import { plainLine, type StreamReply, type TextReply } from '../http/index.ts';

/** What an error keeps of the answer that it is about. `requestId`: the service's own id of the request. */
export function replyContext(reply: TextReply, requestId?: string | undefined): ErrorContext {
  const retryAfter = reply.headers['retry-after'];
  return {
    address: reply.url,
    status: reply.status,
    answeredBy: reply.answeredBy,
    ...(requestId === undefined ? {} : { requestId: plainLine(requestId) }),
    ...(retryAfter === undefined ? {} : { retryAfter: plainLine(retryAfter) }),
  };
}

/** Who answered: the service itself, if it is known to be it, or what stands before it. */
export function answererOf(reply: TextReply, service: string | undefined): string {
  const { host } = new URL(reply.url);
  if (service !== undefined) return `${service} at ${host}`;
  return reply.answeredBy === '' ? host : `${reply.answeredBy} at ${host}`;
}

const MOST_ERROR_BYTES = 65_536;

/** A refusal that came where bytes were expected, as a text. Closes the body. */
export async function refusalText(reply: StreamReply): Promise<TextReply> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of reply.body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.byteLength;
      if (size > MOST_ERROR_BYTES) break;
    }
  } catch {
    // The status tells enough.
  }
  const text = Buffer.concat(pieces).toString('utf8');
  return { ...reply, text, json: () => JSON.parse(text) };
}
