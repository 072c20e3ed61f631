import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';
import { requestIds } from './faults.ts';
import { versionHeaders } from './microversion.ts';

interface Version {
  readonly path: 'v2' | 'v2.1';
  readonly head: Readonly<Record<string, string>>;
  readonly mediaType: string;
}

function versions(maxMinor: number): readonly Version[] {
  const type = 'application/vnd.openstack.compute+json;version=';
  return [
    {
      path: 'v2',
      head: {
        id: 'v2.0',
        status: 'SUPPORTED',
        version: '',
        min_version: '',
        updated: '2011-01-21T11:33:21Z',
      },
      mediaType: `${type}2`,
    },
    {
      path: 'v2.1',
      head: {
        id: 'v2.1',
        status: 'CURRENT',
        version: `2.${maxMinor}`,
        min_version: '2.1',
        updated: '2013-07-23T11:33:21Z',
      },
      mediaType: `${type}2.1`,
    },
  ];
}

/** `GET /`: all versions, without authentication. */
export function replyVersions(exchange: Exchange, base: string, maxMinor: number): void {
  const list = versions(maxMinor).map(({ head, path }) => ({ ...head, links: [selfLink(base, path)] }));
  reply(exchange, 200, { versions: list });
}

/** `GET /v2.1/` and `GET /v2/`: one version, without authentication. */
export function replyVersion(exchange: Exchange, base: string, maxMinor: number, path: string): void {
  const [version] = versions(maxMinor).filter((candidate) => candidate.path === path);
  if (version === undefined) return;
  const { head, mediaType } = version;
  const describedBy = { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' };
  const body = {
    version: {
      ...head,
      links: [selfLink(base, version.path), describedBy],
      'media-types': [{ base: 'application/json', type: mediaType }],
    },
  };
  reply(exchange, 200, body, {
    ...versionHeaders(version.path === 'v2' ? undefined : 1),
    ...requestIds(exchange),
  });
}

/** Any other path without a version: where it could have meant to go. */
export function replyChoices(exchange: Exchange, base: string, maxMinor: number, path: string): void {
  const choices = versions(maxMinor).map(({ head, path: version, mediaType }) => ({
    id: head['id'],
    status: head['status'],
    links: [{ rel: 'self', href: `${base}/${version}${path}` }],
    'media-types': [{ base: 'application/json', type: mediaType }],
  }));
  reply(exchange, 300, { choices });
}

function selfLink(base: string, path: string) {
  return { rel: 'self', href: `${base}/${path}/` };
}

function reply(exchange: Exchange, status: number, body: unknown, headers: ReplyHeaders = {}): void {
  exchange.reply(status, { 'Content-Type': 'application/json', ...headers }, pythonJson(body, true));
}
