import { STATUS_CODES } from 'node:http';
import type { Exchange } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';

/**
 * An error reply of the gateway. The drafts document none (alliance.md §5): it is written as the clouds
 * behind it write theirs, with the status of the Glance client.
 */
export class AllianceFault extends Error {
  readonly status: number;
  readonly allowed: string | undefined;

  constructor(status: number, message = STATUS_CODES[status] ?? 'Error', allowed?: string) {
    super(message);
    this.status = status;
    this.allowed = allowed;
  }
}

export function replyFault(exchange: Exchange, fault: AllianceFault, asHtml: boolean): void {
  const { status, message } = fault;
  const title = STATUS_CODES[status] ?? 'Error';
  const headers = {
    'Content-Type': asHtml ? 'text/html; charset=utf-8' : 'application/json',
    Allow: fault.allowed,
    'Retry-After': status === 503 || status === 429 ? '1' : undefined,
  };
  const body = asHtml
    ? `<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`
    : pythonJson({ error: { code: status, title, message } });
  exchange.reply(status, headers, body, title);
}
