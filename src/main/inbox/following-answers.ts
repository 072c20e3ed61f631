import type { Handlers } from '#shared/contract/index.ts';
import type { Answer } from './inbox-service.ts';

/** The same handlers, after whose answers the inbox and the catalogue follow without another list. */
export function followingAnswers<Served extends Pick<Handlers, 'members.answer'>>(
  handlers: Served,
  answered: (answer: Answer, signal: AbortSignal) => Promise<void>,
): Served {
  return {
    ...handlers,
    'members.answer': async (answer, context) => {
      await handlers['members.answer'](answer, context);
      await answered(answer, context.signal);
      return null;
    },
  } satisfies Served;
}
