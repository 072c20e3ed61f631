import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';

interface FaultKind {
  readonly title: string;
  readonly explanation: string;
}

const serverFault = 'The server has either erred or is incapable of performing the requested operation.';

/** Titles and default texts of the HTTP errors that Glance raises (webob.exc). */
const kinds: Readonly<Record<number, FaultKind>> = {
  400: {
    title: 'Bad Request',
    explanation:
      'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  },
  401: {
    title: 'Unauthorized',
    explanation:
      'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.',
  },
  403: { title: 'Forbidden', explanation: 'Access was denied to this resource.' },
  404: { title: 'Not Found', explanation: 'The resource could not be found.' },
  405: { title: 'Method Not Allowed', explanation: '' },
  409: { title: 'Conflict', explanation: 'There was a conflict when trying to complete your request.' },
  410: {
    title: 'Gone',
    explanation: 'This resource is no longer available.  No forwarding address is given.',
  },
  413: {
    title: 'Request Entity Too Large',
    explanation: 'The body of your request was too large for this server.',
  },
  415: {
    title: 'Unsupported Media Type',
    explanation: 'The request media type is not supported by this server.',
  },
  416: { title: 'Request Range Not Satisfiable', explanation: 'The Range requested is not available.' },
  429: {
    title: 'Too Many Requests',
    explanation: 'The client has sent too many requests in a given amount of time.',
  },
  500: { title: 'Internal Server Error', explanation: serverFault },
  502: { title: 'Bad Gateway', explanation: 'Bad gateway.' },
  503: {
    title: 'Service Unavailable',
    explanation: 'The server is currently unavailable. Please try again at a later time.',
  },
  504: { title: 'Gateway Timeout', explanation: 'The gateway has timed out.' },
};

export interface FaultText {
  /** Replaces the status's own text. */
  readonly explanation?: string;
  /** A second paragraph. */
  readonly detail?: string;
  readonly headers?: ReplyHeaders;
}

/** An error reply of the image service (glance-v2.md §5). */
export class GlanceFault extends Error {
  readonly status: number;
  readonly explanation: string | undefined;
  readonly detail: string;
  readonly headers: ReplyHeaders;

  constructor(status: number, { explanation, detail = '', headers = {} }: FaultText = {}) {
    super(explanation ?? detail);
    this.status = status;
    this.explanation = explanation;
    this.detail = detail;
    this.headers = headers;
  }
}

export function fault(status: number, explanation?: string): GlanceFault {
  return new GlanceFault(status, explanation === undefined ? {} : { explanation });
}

/** A policy that says no names its rule. */
export function notAuthorized(action: string): GlanceFault {
  return fault(403, `You are not authorized to complete ${action} action.`);
}

/** Answers in the format that Accept asks for: JSON, an HTML page, or (without Accept) plain text. */
export function replyFault(exchange: Exchange, fault: GlanceFault, forceHtml: boolean): void {
  const kind = kinds[fault.status] ?? { title: 'Error', explanation: serverFault };
  const status = `${fault.status} ${kind.title}`;
  const format = forceHtml ? 'html' : wantedFormat(exchange.header('accept'));
  const escaped = format === 'html' ? escapeHtml : (text: string) => text;
  const body = bodyText(exchange, fault, kind, escaped);
  const retrySoon = fault.status === 429 || fault.status === 503;
  const headers = {
    'Content-Type': contentTypes[format],
    // Answered by the authentication filter, before requests have an id.
    'X-Openstack-Request-Id': fault.status === 401 ? undefined : exchange.requestId,
    'Retry-After': retrySoon ? '1' : undefined,
    ...fault.headers,
  };
  exchange.reply(fault.status, headers, formatted(format, status, kind.title, body), kind.title);
}

type Format = 'json' | 'html' | 'plain';

const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json',
  html: 'text/html; charset=UTF-8',
  plain: 'text/plain; charset=UTF-8',
};

function bodyText(
  exchange: Exchange,
  fault: GlanceFault,
  kind: FaultKind,
  escaped: (text: string) => string,
): string {
  const detail = escaped(fault.detail);
  if (fault.status === 405) {
    return `The method ${escaped(exchange.method)} is not allowed for this resource. <br /><br />\n${detail}`;
  }
  if (fault.status === 415 && fault.explanation === undefined) {
    const type = escaped(exchange.header('content-type') ?? '');
    return `The request media type ${type} is not supported by this server.\n<br /><br />\n${detail}`;
  }
  return `${escaped(fault.explanation ?? kind.explanation)}<br /><br />\n${detail}\n\n`;
}

function formatted(format: Format, status: string, title: string, body: string): string {
  if (format === 'json') return pythonJson({ message: body, code: status, title }, true);
  if (format === 'html') {
    return `<html>\n <head>\n  <title>${status}</title>\n </head>\n <body>\n  <h1>${status}</h1>\n  ${body}\n </body>\n</html>`;
  }
  const plain = body
    .replaceAll('\n', ' ')
    .replace(/<br.*?>/gi, '\n')
    .replace(/<[^>]*>/g, '');
  return `${status}\n\n${plain}`;
}

/** The best of the two formats the service offers; anything else gets plain text. */
function wantedFormat(accept: string | undefined): Format {
  const ranges = (accept ?? '').split(',').map((range) => {
    const [type = '', ...parameters] = range.trim().toLowerCase().split(';');
    const quality = parameters
      .map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
      .find((q) => q !== undefined);
    return { type: type.trim(), quality: quality === undefined ? 1 : Number(quality) };
  });
  const quality = (...types: string[]) => {
    for (const type of types) {
      const range = ranges.find((candidate) => candidate.type === type);
      if (range !== undefined) return range.quality;
    }
    return 0;
  };
  const html = quality('text/html', 'text/*', '*/*');
  const json = quality('application/json', 'application/*', '*/*');
  if (html === 0 && json === 0) return 'plain';
  return json > html ? 'json' : 'html';
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
