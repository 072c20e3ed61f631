import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import { type ErrorCode, isAppError } from '#shared/errors/index.ts';
import type { ConnectionKind, SharedImage } from '#shared/model/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Log } from '../log/index.ts';
import type { Answer, KeptShares } from './kept-shares.ts';
import type { Readings } from './readings.ts';
import type { Receivers } from './receivers.ts';

/** There one answer is to a whole namespace: the other images follow it. */
const ANSWERS_FOR_MANY: ReadonlySet<ConnectionKind> = new Set(['djinn']);

export interface FollowingDeps {
  readonly catalog: Pick<Catalog, 'remove'>;
  readonly receivers: Receivers;
  readonly shares: KeptShares;
  readonly readings: Readings;
  readonly changed: () => void;
  /** Asks a service for an image; the catalogue follows. */
  readonly showImage: Handlers['images.show'];
  readonly emit: (message: EventMessage) => void;
  readonly log: Pick<Log, 'error'>;
}

export interface AnswerFollower {
  /** Lets the inbox and the catalogue follow an answer that a service took. Never throws. */
  answered(answer: Answer, signal: AbortSignal): Promise<void>;
  /** Nobody knows whether a service took an answer: asks it soon what is shared. Never throws. */
  doubted(connection: string): void;
}

/** After these nobody knows whether the service took the answer: the request may have come to it. */
const DOUBTFUL: readonly ErrorCode[] = [
  'CANCELLED',
  'TIMEOUT',
  'STALLED',
  'UNREACHABLE',
  'UNAVAILABLE',
  'PROTOCOL',
];

/**
 * The same handlers, after whose answers the inbox and the catalogue follow without another list. Where it is
 * in doubt whether one was taken, also because the page that sent it is gone, the service is asked.
 */
export function followingAnswers<Served extends Pick<Handlers, 'members.answer'>>(
  handlers: Served,
  { answered, doubted }: AnswerFollower,
): Served {
  return {
    ...handlers,
    'members.answer': async (answer, context) => {
      try {
        await handlers['members.answer'](answer, context);
      } catch (error) {
        if (isAppError(error) && DOUBTFUL.includes(error.code)) doubted(answer.connection);
        throw error;
      }
      await answered(answer, context.signal);
      return null;
    },
  } satisfies Served;
}

/** Lets the inbox and the catalogue follow an answer that a service took. Never throws. */
export async function followAnswer(deps: FollowingDeps, answer: Answer, signal: AbortSignal): Promise<void> {
  const { receivers, shares, readings, changed, log } = deps;
  const { connection } = answer;
  readings.note(answer);
  try {
    const before = await shares.answer(answer);
    if (before !== undefined) changed();
    const profile = receivers.find(connection);
    if (profile !== undefined && ANSWERS_FOR_MANY.has(profile.kind)) {
      await readings.ended(connection);
      await readings.ask(profile, 'all');
    }
    await followInCatalog(deps, answer, before, signal);
  } catch (error) {
    // The service took the answer; the next pass brings what could not be read now.
    if (!isAppError(error)) log.error('inbox.follow-failed', { connection, error });
  }
}

async function followInCatalog(
  { catalog, showImage, emit }: FollowingDeps,
  { connection, id, status }: Answer,
  before: SharedImage | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (status === 'accepted') {
    await showImage({ connection, id }, { signal });
  } else if (before?.memberStatus === 'accepted' && before.visibility === 'shared') {
    // Lists without a filter hold only what was accepted (glance-v2.md §4, Sharing).
    await catalog.remove(connection, id);
    emit({ event: 'catalog.changed', payload: { connection } });
  }
}
