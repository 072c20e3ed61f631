import type { AllianceSettings } from '#shared/model/index.ts';
import { type Answer, type FakeService, fakeService, type Seen } from './fake-service.ts';

export const ENVIRONMENT = '54915a05b0bb43dcbb218525c426b6a5';

/** An image of the first generation (alliance.md §4). */
export const REMOTE = {
  id: '1abc',
  name: 'remote_image',
  status: 'active',
  visibility: 'private',
  owner: ENVIRONMENT,
  container_format: 'bare',
  disk_format: 'qcow2',
  min_ram: 1,
  min_disk: 500,
  size: 13_287_936,
  virtual_size: null,
  checksum: 'EE1ECA47DC88F4879D8A229CC70A07C6',
  created_at: '2015-09-25T15:49:21Z',
  updated_at: '2015-09-25T15:49:22Z',
  protected: false,
  tags: [],
  copy_from: 'http://files.example/c.img',
  schema: '/v2/schemas/image',
  file: '/v2/images/1abc/file',
} as const;

export interface FakeAllianceOptions {
  /** Asked first; what it leaves is answered from the one image there is. */
  readonly answers?: (seen: Seen, url: string) => Answer | undefined;
  readonly settings?: Partial<AllianceSettings>;
  readonly secret?: string;
  /** Takes the minimums in each other's place, as the pair of the specification shows. */
  readonly swaps?: boolean;
  readonly image?: object;
}

/** A gateway over one image, which it makes, changes and shows. */
export async function fakeAlliance(options: FakeAllianceOptions = {}): Promise<FakeService> {
  let image: Record<string, unknown> = { ...REMOTE, ...options.image };
  const take = (body: string): void => {
    const sent = JSON.parse(body).image as Record<string, unknown>;
    const { min_ram: ram, min_disk: disk, ...others } = sent;
    const [first, second] = options.swaps ? [disk, ram] : [ram, disk];
    image = {
      ...image,
      ...others,
      ...(first !== undefined && { min_ram: first }),
      ...(second !== undefined && { min_disk: second }),
    };
  };
  return fakeService({
    secret: options.secret,
    profile: (url) => ({
      name: 'gate',
      kind: 'alliance',
      tls: {},
      color: 0,
      settings: { endpoint: url, namespace: 'ccsr1', environment: ENVIRONMENT, ...options.settings },
    }),
    answers: (seen, url) => {
      const given = options.answers?.(seen, url);
      if (given !== undefined) return given;
      const { method, path, body } = seen;
      if (path === '/images/' && method === 'GET') return { body: [image] };
      if (path === '/images/' && method === 'POST') {
        image = { ...image, min_ram: 0, min_disk: 0, status: 'queued' };
        take(body);
        return { status: 201, body: image };
      }
      if (path !== '/images/1abc') return { status: 404, body: { error: { code: 404, message: 'none' } } };
      if (method === 'DELETE') return { status: 204 };
      if (method === 'PATCH' || method === 'PUT') take(body);
      return { body: image };
    },
  });
}
