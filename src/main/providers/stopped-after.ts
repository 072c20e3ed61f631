import { AppError, isAppError } from '#shared/errors/index.ts';

const MOST_SHOWN = 8;

/** The same error, with what had been done before it; as it is where nothing was. */
export function stoppedAfter(error: unknown, done: readonly string[]): unknown {
  if (!isAppError(error) || done.length === 0) return error;
  const shown = done.slice(0, MOST_SHOWN).join(', ');
  const more = done.length > MOST_SHOWN ? ` and ${done.length - MOST_SHOWN} more` : '';
  return new AppError(error.code, `${error.message} Done before that: ${shown}${more}.`, {
    ...error,
    cause: error,
  });
}
