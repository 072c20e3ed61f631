import { AppError } from '#shared/errors/index.ts';
import type { HttpClient, TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { djinnError } from './errors.ts';
import { isApiRoot } from './results.ts';
import { type DjinnUrls, djinnUrls, normaliseEndpoint } from './urls.ts';

const ACCEPT = { accept: 'application/json' };

/**
 * Finds where the API begins: at the endpoint itself, or under its `/api` where one server has pages and API
 * (djinn.md §2). No token is sent. Throws `PROTOCOL` if it is at neither.
 */
export async function findBase(http: HttpClient, endpoint: string, call: Call): Promise<DjinnUrls> {
  const root = normaliseEndpoint(endpoint);
  const first = await look(http, root, call);
  if (isApiRoot(first)) return djinnUrls(root);
  const below = `${root}/api`;
  if (!root.endsWith('/api') && isApiRoot(await look(http, below, call))) return djinnUrls(below);
  throw notTheApi(first, root, call);
}

async function look(http: HttpClient, url: string, call: Call): Promise<TextReply> {
  const reply = await http.request({ method: 'GET', url, headers: ACCEPT, ...call });
  const passing = reply.status >= 500 || reply.status === 429 || reply.status === 408;
  if (passing) throw djinnError(reply, { attempt: 'answer', permission: '' }, call.operation, undefined);
  const [asked, answered] = [new URL(url), new URL(reply.url)];
  if (isApiRoot(reply) && asked.origin !== answered.origin) {
    throw new AppError('PROTOCOL', `${asked.origin} sends to the API of Djinn CI at ${answered.origin}.`, {
      operation: call.operation,
      hint: `Give the connection the address ${reply.url}, if that is the service: a token is never sent on to another place.`,
      context: { address: reply.url },
    });
  }
  return reply;
}

function notTheApi(reply: TextReply, root: string, call: Call): AppError {
  const isPage = /^\s*</.test(reply.text.slice(0, 200)) || reply.url.endsWith('/login');
  const what = isPage ? 'a web page' : `something else (status ${reply.status})`;
  const tried = root.endsWith('/api') ? root : `${root} and ${root}/api`;
  return new AppError('PROTOCOL', `${root} is not the address of a Djinn CI API: it answers with ${what}.`, {
    operation: call.operation,
    hint: `Argosy looked at ${tried}. A server for the API alone has it at its root, like https://api.djinn-ci.com; one with pages has it under /api. Ask its operator for DJINN_API_SERVER.`,
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
