import type { Image, Member } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { imageKey } from '../catalog/selection.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { opensFirst } from './sharing-cells.ts';
import { NEVER_SEEN, receiveMembers, type SeenRow, useSharingStore } from './sharing-store.ts';

/** Questions to the application's own memory at once. */
const KEPT_AT_ONCE = 16;
/** Questions to one cloud at once: others want something of it, too. */
const ASKED_AT_ONCE = 3;
/** What was seen since needs no asking unless a person wants it. */
const FRESH_MS = 60_000;
/** Answers are taken in together, so that a thousand of them draw the matrix a few times only. */
const TAKE_IN_MS = 60;

/** What services said of single images, beside the reading of all. */
const answers = gather();

/** Counts the beginnings: an earlier loading stops when the next begins. */
let turn = 0;

/** Reads who sees these images: what was kept at once, then from the services what is older than a minute. */
export async function loadMembers(images: readonly Image[]): Promise<void> {
  turn += 1;
  const mine = turn;
  await readKept(images.filter(isWanted), mine);
  await ask(images, mine, FRESH_MS);
}

/** Asks the services again, for all images whose members mean something. */
export async function refreshMembers(images: readonly Image[]): Promise<void> {
  turn += 1;
  await ask(images, turn, 0);
}

/** Asks for one image, beside what else is under way; `alike` have the same members. */
export async function refreshRow(image: Image, alike: readonly Image[] = []): Promise<readonly Member[]> {
  const members = await call('members.list', { connection: image.connection, id: image.id });
  takeIn([image, ...alike], members);
  return members;
}

/** Takes the service's own answer over: soon, with others of the same moment, or with `takeInNow`. */
export function takeIn(images: readonly Image[], members: readonly Member[]): void {
  const row = rowOf(members, new Date().toISOString());
  for (const image of images) answers.add(image, row);
}

/** Takes over at once what waits to be. */
export function takeInNow(): void {
  answers.flush();
}

/** Why no service is asked for these images; `undefined` if one can be. */
export function refreshReason(images: readonly Image[]): string | undefined {
  const { capabilities } = useConnectionsStore.getState();
  const wanted = images.filter(isWanted);
  if (wanted.length === 0) return 'Members mean nothing for any of these images';
  const reasons = wanted.map(({ connection }) => reasonAgainst(capabilities[connection], 'member.list'));
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

async function readKept(images: readonly Image[], mine: number): Promise<void> {
  const batch = gather();
  const read = async (image: Image): Promise<void> => {
    const { connection, id } = image;
    const kept = await call('catalog.members', { connection, id }).catch(() => null);
    const held = useSharingStore.getState().seen.get(imageKey(image));
    // The service's own answer may have come first.
    if (kept === null || (held?.seenAt !== undefined && held.seenAt > kept.seenAt)) return;
    batch.add(image, rowOf(kept.value, kept.seenAt));
  };
  await inLanes(images, KEPT_AT_ONCE, mine, read);
  batch.flush();
}

async function ask(images: readonly Image[], mine: number, freshMs: number): Promise<void> {
  const { capabilities } = useConnectionsStore.getState();
  const due = images.filter((image) => {
    if (reasonAgainst(capabilities[image.connection], 'member.list') !== undefined) return false;
    const { seenAt, error } = useSharingStore.getState().seen.get(imageKey(image)) ?? NEVER_SEEN;
    const old = seenAt === undefined || Date.now() - Date.parse(seenAt) >= freshMs;
    return isWanted(image) && (old || error !== undefined);
  });
  if (due.length === 0) return;
  mark(due, true);
  const batch = gather();
  const read = async (image: Image): Promise<void> => {
    const { connection, id } = image;
    try {
      const members = await call('members.list', { connection, id });
      batch.add(image, rowOf(members, new Date().toISOString()));
    } catch (error) {
      const held = useSharingStore.getState().seen.get(imageKey(image)) ?? NEVER_SEEN;
      batch.add(image, { ...held, loading: false, error });
    }
  };
  const clouds = Map.groupBy(due, ({ connection }) => connection);
  await Promise.all([...clouds.values()].map((rows) => inLanes(rows, ASKED_AT_ONCE, mine, read)));
  batch.flush();
  // A later turn says itself what is under way.
  if (mine === turn) mark(due, false);
}

/** Members mean nothing for public and community images; a private Glance image has none. */
function isWanted(image: Image): boolean {
  if (image.visibility === 'public' || image.visibility === 'community') return false;
  const { known, list } = useConnectionsStore.getState();
  const kind = list?.find(({ profile }) => profile.name === image.connection)?.profile.kind;
  const abilities = known[image.connection];
  if (abilities?.operations['member.list'].supported === false) return false;
  return !opensFirst({ image, kind, known: abilities });
}

function mark(images: readonly Image[], loading: boolean): void {
  const { seen } = useSharingStore.getState();
  const rows = images
    .map((image) => imageKey(image))
    .filter((key) => (seen.get(key) ?? NEVER_SEEN).loading !== loading)
    .map((key) => [key, { ...(seen.get(key) ?? NEVER_SEEN), loading }] as const);
  if (rows.length > 0) receiveMembers(new Map(rows));
}

function rowOf(members: readonly Member[], seenAt: string): SeenRow {
  return {
    members: new Map(members.map((member) => [member.memberId, member])),
    seenAt,
    loading: false,
    error: undefined,
  };
}

/** Takes several answers in at once. */
function gather() {
  let rows = new Map<string, SeenRow>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (rows.size === 0) return;
    const taken = rows;
    rows = new Map();
    receiveMembers(taken);
  };
  return {
    flush,
    add: (image: Image, row: SeenRow): void => {
      rows.set(imageKey(image), row);
      timer ??= setTimeout(flush, TAKE_IN_MS);
    },
  };
}

/** Does the work for each, so many at once, as long as nothing later began. */
async function inLanes(
  images: readonly Image[],
  atOnce: number,
  mine: number,
  work: (image: Image) => Promise<void>,
): Promise<void> {
  const queue = images.values();
  const lane = async (): Promise<void> => {
    for (const image of queue) {
      if (mine !== turn) return;
      await work(image);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, images.length) }, lane));
}
