import { AppError, isAppError } from '#shared/errors/index.ts';

/**
 * Runs a call; where it fails in a way that an option of the command line helps against, the error's hint
 * names that option too. `adviceOf` gives the sentence, or nothing.
 */
export async function advising<Result>(
  call: Promise<Result>,
  adviceOf: (error: AppError) => string | undefined,
): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw isAppError(error) ? withAdvice(error, adviceOf) : error;
  }
}

/** The error with the advice in its hint, if there is any. */
export function withAdvice(error: AppError, adviceOf: (error: AppError) => string | undefined): AppError {
  const advice = adviceOf(error);
  if (advice === undefined) return error;
  const hint = error.hint === undefined ? advice : `${error.hint} ${advice}`;
  return new AppError(error.code, error.message, { ...error, hint, cause: error.cause });
}
