import { STATUS_CODES } from 'node:http';
import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';
import type { Switches } from '../../switches/switches.ts';

/** A time as Go writes it: RFC 3339 in UTC, with no more digits than it needs. */
export function goTime(microseconds: number): string {
  const seconds = new Date(microseconds / 1000).toISOString().slice(0, 19);
  const fraction = String(microseconds % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** JSON as Go writes a map: keys sorted, `<`, `>` and `&` escaped, and a line feed at the end. */
export function goJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
  const escaped = text.replace(
    /[<>&\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

export function replyJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: ReplyHeaders = {},
): void {
  exchange.reply(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers }, goJson(body));
}

/** The messages of a refused form, by field. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** An error reply of Djinn CI (djinn.md §5). */
export class DjinnFault extends Error {
  readonly status: number;
  /** True where a browser would be sent to the sign-in page. */
  readonly isSignedOut: boolean;

  constructor(status: number, message = STATUS_CODES[status] ?? 'Error', isSignedOut = false) {
    super(message);
    this.status = status;
    this.isSignedOut = isSignedOut;
  }
}

/** A form with errors: 400 with a list for each field. */
export class InvalidForm extends Error {
  readonly fields: FieldErrors;

  constructor(fields: FieldErrors) {
    super('the form has errors');
    this.fields = fields;
  }
}

/** Missing, forbidden and signed out are one and the same answer. */
export function notFound(isSignedOut = false): DjinnFault {
  return new DjinnFault(404, undefined, isSignedOut);
}

/** Answers in the way of the server's Error and FormError: a form is sent back, an API call gets JSON. */
export function replyFault(exchange: Exchange, fault: DjinnFault | InvalidForm, switches: Switches): void {
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(
    exchange.header('content-type') ?? '',
  );
  const isHtml = switches.flag('html-errors');
  const expectsJson =
    !isHtml &&
    (!switches.flag('djinn-not-api') ||
      /^application\/json/.test(exchange.header('accept') ?? '') ||
      /^application\/json/.test(exchange.header('content-type') ?? ''));
  if (fault instanceof InvalidForm) {
    if (expectsJson) replyJson(exchange, 400, fault.fields);
    else if (isHtml) replyPage(exchange, 400, 'Bad Request');
    else sendBack(exchange);
  } else if (!isHtml && !expectsJson && fault.isSignedOut) {
    redirect(exchange, '/login');
  } else if (!isHtml && isForm && fault.status !== 405) {
    // Which methods a path has is decided before the form is looked at.
    sendBack(exchange);
  } else if (expectsJson) {
    const retry = fault.status === 429 || fault.status === 503 ? '1' : undefined;
    replyJson(exchange, fault.status, { message: fault.message }, { 'Retry-After': retry });
  } else {
    replyPage(exchange, fault.status, fault.message);
  }
}

function sendBack(exchange: Exchange): void {
  redirect(exchange, exchange.header('referer') ?? '/');
}

function redirect(exchange: Exchange, location: string): void {
  exchange.reply(303, { Location: location });
}

function replyPage(exchange: Exchange, status: number, message: string): void {
  const text = message.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const body = `<!DOCTYPE HTML><html lang="en"><head><title>${text}</title></head><body><div class="error"><h1>${status}</h1><h2>${text}</h2></div></body></html>\n`;
  exchange.reply(status, { 'Content-Type': 'text/html; charset=utf-8' }, body);
}
