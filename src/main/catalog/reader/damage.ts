import { AppError } from '#shared/errors/index.ts';

/** A row that is not what was written. The catalogue is to be begun anew. */
export function damaged(what: string, cause?: unknown): AppError {
  return new AppError('CORRUPT', `The catalogue is damaged: ${what}.`, {
    operation: 'catalog.read',
    hint: 'Refresh: it is begun anew and filled from the services.',
    cause,
  });
}

/** Reads JSON that this application wrote; anything else is `CORRUPT`. */
export function readJson(text: unknown, what: string): unknown {
  if (typeof text !== 'string') throw damaged(`${what} is missing`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(`${what} cannot be read`, error);
  }
}
