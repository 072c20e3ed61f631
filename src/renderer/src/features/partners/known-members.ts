import type { ConnectionState } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';

/** Somebody who was seen in a cloud, from what is kept of it. No service is asked. */
export interface KnownMember {
  readonly connection: string;
  readonly memberId: string;
  /** How the service calls them. */
  readonly name: string | null;
  /** Own images that are shared with them. */
  readonly images: number;
  /** Own them: images that are shared with this connection. */
  readonly owned: number;
}

/** Images that are looked through, of each cloud; the newest first. */
const MOST_IMAGES = 200;
const AT_ONCE = 8;

/** Everybody whom images of some clouds are shared with, or who shares some; who was met most comes first. */
export async function knownMembers(connections: readonly string[]): Promise<readonly KnownMember[]> {
  const { list = [], known } = useConnectionsStore.getState();
  const found = new Map<string, KnownMember>();
  const note = (
    connection: string,
    memberId: string,
    name: string | null,
    what: 'images' | 'owned',
  ): void => {
    if (memberId === known[connection]?.account) return;
    const key = `${connection}/${memberId}`;
    const held = found.get(key) ?? { connection, memberId, name, images: 0, owned: 0 };
    found.set(key, { ...held, name: held.name ?? name, [what]: held[what] + 1 });
  };
  const images: { readonly connection: string; readonly id: string }[] = [];
  for (const state of list.filter(({ profile }) => connections.includes(profile.name))) {
    images.push(...(await imagesWithMembers(state)));
  }
  await eachOf(images, async ({ connection, id }) => {
    const kept = await call('catalog.members', { connection, id });
    for (const { memberId, name } of kept?.value ?? []) note(connection, memberId, name, 'images');
  });
  for (const { connection, images: shared } of await call('inbox.list', {})) {
    if (!connections.includes(connection)) continue;
    for (const { owner } of shared) if (owner !== null) note(connection, owner, null, 'owned');
  }
  return [...found.values()].sort((a, b) => b.images + b.owned - (a.images + a.owned));
}

/** Only images that can have members; where a visibility tells that, the catalogue finds them by it. */
async function imagesWithMembers({ profile: { kind, name } }: ConnectionState) {
  if (kind !== 'glance' && kind !== 'plankton' && kind !== 'djinn') return [];
  const { rows } = await call('catalog.window', {
    connections: [name],
    ...(kind === 'glance' ? { search: 'visibility:shared' } : {}),
    sort: 'updatedAt',
    direction: 'desc',
    offset: 0,
    limit: MOST_IMAGES,
  });
  return rows;
}

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
