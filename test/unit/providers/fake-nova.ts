import { expect, onTestFinished } from 'vitest';
import type { KeystoneSettings } from '#shared/model/index.ts';
import { tokenAnswer } from './fake-cloud.ts';
import { type Answer, type FakeService, fakeService, type Seen } from './fake-service.ts';

export const ID = '11111111-2222-4333-8444-555555555555';

export const TINY = {
  id: ID,
  name: 'tiny',
  status: 'ACTIVE',
  progress: 100,
  minRam: 64,
  minDisk: 0,
  created: '2026-01-02T03:04:05Z',
  updated: '2026-01-02T03:04:06Z',
  metadata: { os_type: 'linux', kept: 'k' },
  'OS-EXT-IMG-SIZE:size': 197120,
  links: [],
} as const;

export interface FakeNovaOptions {
  /** Asked first; what it leaves gets a plain success. */
  readonly answers?: (seen: Seen) => Answer | undefined;
  readonly settings?: Partial<KeystoneSettings>;
  /** Paths of the services in the catalogue; without `image` it has no Glance. */
  readonly catalog?: { readonly compute: string; readonly image?: string };
  /** What the Glance beside it says of the image: it turns private when Nova writes, as the real one does. */
  readonly visibility?: string;
  readonly members?: readonly string[];
}

/** Nova at `/compute/v2.1` over one image, its Keystone, and the Glance behind it. */
export async function fakeNova(options: FakeNovaOptions = {}): Promise<FakeService> {
  const { catalog = { compute: '/compute/v2.1', image: '/image' } } = options;
  const state: State = {
    metadata: { ...TINY.metadata },
    visibility: options.visibility ?? 'private',
    members: options.members ?? [],
  };
  const fake = await fakeService({
    secret: 'hush',
    profile: (url) => ({
      name: 'lab',
      kind: 'nova',
      tls: {},
      color: 0,
      settings: { authUrl: `${url}/identity`, username: 'eve', project: 'lab', ...options.settings },
    }),
    answers: (seen, url) => {
      if (seen.path.startsWith('/identity')) return identity(url, catalog);
      const answer = options.answers?.(seen) ?? answerOf(seen, state);
      return { ...answer, headers: { 'x-compute-request-id': 'req-1', ...answer.headers } };
    },
  });
  // Whatever a test is about: no request of any kind may ask for another version than the oldest.
  onTestFinished(() => {
    for (const { headers } of fake.seen) {
      expect(headers).not.toHaveProperty('x-openstack-nova-api-version');
      expect(headers).not.toHaveProperty('openstack-api-version');
    }
  });
  return fake;
}

interface State {
  metadata: Record<string, string>;
  visibility: string;
  readonly members: readonly string[];
}

function identity(url: string, { compute, image }: { compute: string; image?: string }): Answer {
  const service = (type: string, path: string): object => ({
    type,
    endpoints: [{ interface: 'public', region: 'R1', region_id: 'R1', url: `${url}${path}` }],
  });
  const catalog = [service('compute', compute), ...(image === undefined ? [] : [service('image', image)])];
  return tokenAnswer(url, { catalog });
}

function answerOf({ method, path, body }: Seen, state: State): Answer {
  if (path.startsWith('/image/')) return glance(path, state);
  const [, rest = ''] = /^\/compute\/v2(?:\.1)?(?:\/p1)?(\/.*)$/.exec(path) ?? [];
  if (rest === '/') return { body: { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } } };
  if (rest.startsWith('/images/detail')) return { body: { images: [view(state)] } };
  if (rest.startsWith('/images?')) return { body: { images: [{ id: ID }] } };
  const [, id, , key] = /^\/images\/([^/]+)(\/metadata(?:\/([^/]+))?)?$/.exec(rest) ?? [];
  if (id !== ID) return { status: 404, body: { itemNotFound: { code: 404, message: 'Image not found.' } } };
  if (rest.endsWith(ID)) return method === 'DELETE' ? { status: 204 } : { body: { image: view(state) } };
  if (state.visibility !== 'public') state.visibility = 'private';
  const sent = body === '' ? {} : JSON.parse(body);
  if (method === 'POST' || method === 'PUT') Object.assign(state.metadata, sent.metadata ?? sent.meta);
  else delete state.metadata[decodeURIComponent(key ?? '')];
  return method === 'DELETE' ? { status: 204 } : { body: sent };
}

function view({ metadata }: State): object {
  return { ...TINY, metadata };
}

function glance(path: string, { visibility, members }: State): Answer {
  if (path.endsWith('/members')) return { body: { members: members.map((id) => ({ member_id: id })) } };
  return { body: { id: ID, visibility } };
}
