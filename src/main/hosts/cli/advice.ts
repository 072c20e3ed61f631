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
    const advice = isAppError(error) ? adviceOf(error) : undefined;
    if (!isAppError(error) || advice === undefined) throw error;
    const hint = error.hint === undefined ? advice : `${error.hint} ${advice}`;
    throw new AppError(error.code, error.message, { ...error, hint, cause: error.cause });
  }
}
