import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';

/** The name of the only key of an error body (plankton.md §6). */
const names: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'notAllowed',
  409: 'conflict',
  411: 'lengthRequired',
  412: 'preconditionFailed',
  413: 'overLimit',
  416: 'rangeNotSatisfiable',
  422: 'unprocessableEntity',
  500: 'internalServerError',
  503: 'serviceUnavailable',
};

export interface FaultOptions {
  /** Where it is not the one of the status. */
  readonly name?: string;
  readonly details?: string;
  readonly headers?: ReplyHeaders;
}

/** An error reply of a Synnefo service. */
export class PlanktonFault extends Error {
  readonly status: number;
  readonly faultName: string;
  readonly details: string;
  readonly headers: ReplyHeaders;

  constructor(status: number, message: string, { name, details = '', headers = {} }: FaultOptions = {}) {
    super(message);
    this.status = status;
    this.faultName = name ?? names[status] ?? 'fault';
    this.details = details;
    this.headers = headers;
  }
}

export function badRequest(message: string): PlanktonFault {
  return new PlanktonFault(400, message);
}

/** What every answer of the services carries (plankton.md §5). */
export function commonHeaders(exchange: Exchange): ReplyHeaders {
  const now = new Date().toUTCString();
  return {
    // The image views label their JSON as whatever was asked for (plankton.md §8, quirk 11).
    'Content-Type': `${wantsXml(exchange) ? 'application/xml' : 'application/json'}; charset=UTF-8`,
    Vary: 'X-Auth-Token',
    'Cache-Control': 'no-cache, no-store, must-revalidate',
    Expires: now,
    'Last-Modified': now,
  };
}

export function replyJson(exchange: Exchange, status: number, value: unknown): void {
  exchange.reply(status, commonHeaders(exchange), pythonJson(value, true));
}

export function replyEmpty(exchange: Exchange, status: number, headers: ReplyHeaders = {}): void {
  exchange.reply(status, { ...commonHeaders(exchange), ...headers });
}

export function replyFault(exchange: Exchange, fault: PlanktonFault, forceHtml: boolean): void {
  const { status, faultName, message, details } = fault;
  const headers = {
    ...commonHeaders(exchange),
    'Retry-After': status === 429 || status === 503 ? '1' : undefined,
    ...fault.headers,
  };
  if (forceHtml) {
    const page = `<html><head><title>${status}</title></head><body><h1>${status}</h1>${escaped(message)}</body></html>`;
    exchange.reply(status, { ...headers, 'Content-Type': 'text/html; charset=utf-8' }, page);
  } else if (wantsXml(exchange)) {
    const inner = `<message>${escaped(message)}</message><details>${escaped(details)}</details>`;
    const open = `<${faultName} xmlns="http://docs.openstack.org/common/api/v1.0" code="${status}">`;
    exchange.reply(
      status,
      headers,
      `<?xml version="1.0" encoding="UTF-8"?>\n${open}${inner}</${faultName}>\n`,
    );
  } else {
    exchange.reply(status, headers, pythonJson({ [faultName]: { code: status, message, details } }, true));
  }
}

/** The framework's own answer where a path dispatches by method: no JSON. */
export function replyBareNotAllowed(exchange: Exchange, allowed: readonly string[]): void {
  exchange.reply(405, { 'Content-Type': 'text/html; charset=utf-8', Allow: allowed.join(', ') });
}

function wantsXml(exchange: Exchange): boolean {
  const format = exchange.query.find(([name]) => name === 'format')?.[1];
  if (format !== undefined) return format === 'xml';
  return /application\/xml|text\/xml/i.test(exchange.header('accept')?.split(',')[0] ?? '');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
