import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';

/** An error reply (fifo.md §3): a status, seldom with a plain text, otherwise without a body. */
export class FifoFault extends Error {
  readonly status: number;
  readonly headers: ReplyHeaders;

  constructor(status: number, text = '', headers: ReplyHeaders = {}) {
    super(text);
    this.status = status;
    this.headers = headers;
  }
}

/** What an Erlang handler does with input that no clause of it matches. */
export function crash(): FifoFault {
  return new FifoFault(500);
}

const reasons: Readonly<Record<number, string>> = { 449: 'Retry With' };

export function replyFault(
  exchange: Exchange,
  { status, headers, message }: FifoFault,
  asHtml: boolean,
): void {
  const type = asHtml ? 'text/html' : message === '' ? undefined : 'text/plain';
  const body = asHtml ? `<html><body><h1>${status}</h1></body></html>\n` : message;
  const retrySoon = status === 503 || status === 429;
  exchange.reply(
    status,
    { server: 'Cowboy', 'content-type': type, 'retry-after': retrySoon ? '1' : undefined, ...headers },
    body,
    reasons[status],
  );
}
