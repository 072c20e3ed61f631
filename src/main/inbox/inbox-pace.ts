/** `pending`: only what waits for an answer, one request where there is nothing new. */
export type InboxReading = 'all' | 'pending';

/** What is remembered of a connection since the start. Times are milliseconds since 1970. */
export interface InboxMemory {
  /** When it was asked last, whatever came of it. */
  readonly askedAt: number;
  readonly tookMs: number;
  /** When all was told last. */
  readonly allAt: number | undefined;
}

/** Whoever presses twice is not asked for twice. */
const LEAST_BY_HAND_MS = 10_000;
/** Under the usual five minutes between two passes, over the one minute of those who want it quick. */
const LEAST_BETWEEN_MS = 4 * 60_000;
/** As often as a whole list of images is read anew. */
const ALL_EVERY_MS = 30 * 60_000;
/** By itself it spends at most this share of the time: a service that looks up each image takes long. */
const REST_FACTOR = 20;

/**
 * What to ask a service after its images were read; `undefined`: nothing yet. A person's refresh asks for all,
 * and so does the first pass after a start; then it is what waits for an answer, and all only now and then:
 * most services have no list of it of their own and are read a second time.
 */
export function inboxReading(asked: {
  readonly now: number;
  readonly byHand: boolean;
  /** The kind has answers: something can wait. */
  readonly answers: boolean;
  readonly memory: InboxMemory | undefined;
}): InboxReading | undefined {
  const { now, byHand, answers, memory } = asked;
  if (memory === undefined) return 'all';
  const since = now - memory.askedAt;
  if (byHand) return since < LEAST_BY_HAND_MS ? undefined : 'all';
  if (since < Math.max(LEAST_BETWEEN_MS, REST_FACTOR * memory.tookMs)) return undefined;
  if (memory.allAt === undefined || now - memory.allAt >= ALL_EVERY_MS) return 'all';
  return answers ? 'pending' : undefined;
}
