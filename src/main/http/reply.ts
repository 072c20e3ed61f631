import { finished } from 'node:stream/promises';
import { AppError } from '#shared/errors/index.ts';
import type { ExchangeAnswer } from './exchange.ts';
import type { HttpReply, HttpRequest, StreamReply, TextReply } from './http-client.ts';
import { isTooDeep } from './json-depth.ts';
import { hostAndPort, redactUrl } from './redact.ts';

const MOST_CONTROL_BYTES = 16 * 1_048_576;

function replyHead(answer: ExchangeAnswer, url: URL): HttpReply {
  const { server, via } = answer.headers;
  const answeredBy = [server, via === undefined ? undefined : `via ${via}`].filter(
    (part) => part !== undefined,
  );
  return {
    status: answer.status,
    headers: answer.headers,
    url: redactUrl(url).replace(/\?.*$/, ''),
    answeredBy: printable(answeredBy.join(' ')),
  };
}

export function streamReply(answer: ExchangeAnswer, url: URL): StreamReply {
  return { ...replyHead(answer, url), body: answer.body };
}

/**
 * Reads the answer whole. `PROTOCOL` beyond `maxReplyBytes`. A connection that breaks inside a refusal's body is no
 * error: services that refuse an upload early do that, and what they said stands in the status.
 */
export async function textReply(answer: ExchangeAnswer, url: URL, request: HttpRequest): Promise<TextReply> {
  const mostBytes = request.maxReplyBytes ?? MOST_CONTROL_BYTES;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      size += piece.byteLength;
      if (size > mostBytes) throw tooLong(url, request, mostBytes);
      pieces.push(piece);
    }
  } catch (error) {
    const refusedEarly = answer.status >= 400 && typeof request.body === 'object';
    if (!refusedEarly || request.signal.aborted || size > mostBytes) throw error;
  }
  const head = replyHead(answer, url);
  const text = Buffer.concat(pieces).toString('utf8');
  return { ...head, text, json: () => parseJson(text, head, request) };
}

/** Reads what is left of an answer that nobody wants, so that its socket can be used again. */
export async function discard(answer: ExchangeAnswer): Promise<void> {
  const length = Number(answer.headers['content-length'] ?? 0);
  if (length > 65_536) {
    answer.body.destroy();
    return;
  }
  answer.body.resume();
  await finished(answer.body).catch(() => undefined);
}

function parseJson(text: string, head: HttpReply, request: HttpRequest): unknown {
  const { operation } = request;
  const context = { address: head.url, status: head.status, answeredBy: head.answeredBy };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const type = printable(head.headers['content-type'] ?? 'no type').slice(0, 80);
    const message = `${head.url} answered ${head.status} with something that is not JSON (${type}).`;
    const hint = 'Check the address: this looks like a web page or a proxy, not the service.';
    throw new AppError('PROTOCOL', message, { operation, hint, context, cause });
  }
  if (!isTooDeep(value)) return value;
  throw new AppError('PROTOCOL', `${head.url} answered ${head.status} with JSON that is nested too deeply.`, {
    operation,
    hint: 'No service means to say this. Check the address, and tell the operator of the service.',
    context,
  });
}

function tooLong(url: URL, request: HttpRequest, mostBytes: number): AppError {
  const limit = `${Math.ceil(mostBytes / 1_048_576)} MiB`;
  return new AppError('PROTOCOL', `The answer of ${hostAndPort(url)} is longer than ${limit}.`, {
    operation: request.operation,
    hint: 'No service means to say so much at once. Check the address, and tell the operator of the service.',
    context: { address: redactUrl(url) },
  });
}

/** Header values come from strangers: no control characters, and short. */
function printable(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200);
}
