import { type Answer, type FakeService, fakeService, type Seen } from './fake-service.ts';

/** An image as Djinn CI shows it (djinn.md §3). */
export const TINY = {
  id: 10,
  author_id: 3,
  user_id: 3,
  namespace_id: null,
  name: 'alpine-3',
  driver: 'qemu',
  created_at: '2023-07-01T12:00:00.123456+02:00',
  url: '/images/10',
  author: { email: 'eve@example.com', username: 'eve' },
  user: { email: 'eve@example.com', username: 'eve' },
  namespace: null,
  download: null,
} as const;

const QCOW2 = { status: 206, headers: { 'content-range': 'bytes 0-3/196608' }, body: 'QFI\u00fb' };

/** A server that plays Djinn CI at its root: `answers` is asked first, what it leaves gets a plain success. */
export function fakeDjinn(
  answers: (seen: Seen, url: string) => Answer | undefined = () => undefined,
  more: { readonly path?: string; readonly namespace?: string; readonly secret?: string } = {},
): Promise<FakeService> {
  return fakeService({
    answers: (seen, url) => answers(seen, url) ?? defaultAnswer(seen),
    profile: (url) => ({
      name: 'ci',
      kind: 'djinn',
      tls: {},
      color: 0,
      settings: { endpoint: `${url}${more.path ?? ''}`, namespace: more.namespace },
    }),
    secret: more.secret ?? 'hush',
  });
}

function defaultAnswer({ method, path, headers }: Seen): Answer {
  if (path === '/') return { body: { images_url: '/images' } };
  if (path === '/version') return { body: { build: 'v1.2' } };
  if (path === '/user') return { body: { username: 'eve', email: 'eve@example.com' } };
  if (method === 'DELETE') return { status: 204 };
  if (/^\/images\/\d+$/.test(path)) {
    return headers.accept === 'application/x-qemu-disk' ? QCOW2 : { body: TINY };
  }
  if (path.startsWith('/images')) return method === 'POST' ? { status: 201, body: TINY } : { body: [] };
  return { status: 404, body: { message: 'Not Found' } };
}
