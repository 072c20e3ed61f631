import { stackEnvironment } from '../support/stack.ts';

/** Requests at a time: Glance is one process on SQLite, more only wait. */
const PARALLEL = 4;
const PAGE = 1000;

export interface ManyImages {
  /** All that were made, by id. */
  readonly ids: readonly string[];
  /** Deletes every image whose name begins so, also those that a request made and did not tell. */
  remove(): Promise<void>;
}

interface Glance {
  readonly url: string;
  readonly token: string;
}

/**
 * Makes `count` images in the real Glance, named `<prefix>0001`…, as many clouds have them: properties, tags, no
 * bytes. If one fails, those made are deleted before the error is thrown.
 */
export async function makeManyImages(prefix: string, count: number): Promise<ManyImages> {
  const glance = await signIn();
  const ids: string[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const remove = (): Promise<void> => removeAll(glance, prefix);
  try {
    await eachOf(numbers, async (number) => {
      const image = await send(glance, 'POST', '/v2/images', document(prefix, number));
      ids.push((image as { id: string }).id);
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return { ids, remove };
}

function document(prefix: string, number: number): object {
  const flavour = ['ubuntu', 'debian', 'rocky', 'fedora'][number % 4] ?? '';
  return {
    name: `${prefix}${String(number).padStart(4, '0')}`,
    disk_format: number % 3 === 0 ? 'raw' : 'qcow2',
    container_format: 'bare',
    min_disk: 10,
    min_ram: 1024,
    tags: [flavour, `build-${number % 50}`],
    os_distro: flavour,
    os_version: `${10 + (number % 15)}.04`,
    architecture: 'x86_64',
    hw_disk_bus: 'virtio',
    hw_scsi_model: 'virtio-scsi',
    hw_qemu_guest_agent: 'yes',
    build_number: String(number),
    pipeline: `https://ci.example.org/images/${number}`,
  };
}

async function removeAll(glance: Glance, prefix: string): Promise<void> {
  let next: string | undefined = `/v2/images?limit=${PAGE}`;
  const ids: string[] = [];
  while (next !== undefined) {
    const page = (await send(glance, 'GET', next)) as {
      images: readonly { id: string; name: string | null }[];
      next?: string;
    };
    ids.push(...page.images.filter(({ name }) => name?.startsWith(prefix) === true).map(({ id }) => id));
    next = page.next;
  }
  await eachOf(ids, (id) => send(glance, 'DELETE', `/v2/images/${id}`));
}

async function signIn(): Promise<Glance> {
  const { authUrl, imageUrl, password } = stackEnvironment();
  const domain = { name: 'Default' };
  const reply = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: 'demo', domain, password } } },
        scope: { project: { name: 'demo', domain } },
      },
    }),
  });
  const token = reply.headers.get('X-Subject-Token');
  if (token === null) throw new Error(`Keystone answered ${reply.status}`);
  return { url: imageUrl, token };
}

/** The answer's document, `undefined` where there is none. Gone already counts as deleted. */
async function send({ url, token }: Glance, method: string, path: string, body?: object): Promise<unknown> {
  const reply = await fetch(url + path, {
    method,
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok && !(method === 'DELETE' && reply.status === 404)) {
    throw new Error(`${method} ${path} answered ${reply.status}: ${text.slice(0, 200)}`);
  }
  return text === '' || !reply.ok ? undefined : JSON.parse(text);
}

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const waiting = [...items];
  const runner = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  // All have ended before a failure is told: nobody makes an image after the cleaning up.
  const ended = await Promise.allSettled(Array.from({ length: PARALLEL }, runner));
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
}
