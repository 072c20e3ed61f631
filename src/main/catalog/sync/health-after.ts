import { type AppError, isAppError } from '#shared/errors/index.ts';
import type { ConnectionHealth } from '#shared/model/index.ts';

/** What a failure says about the connection: it could not be reached, or it answered with an error. */
export function healthAfter(error: AppError): ConnectionHealth {
  return isAppError(error, 'UNREACHABLE', 'TIMEOUT', 'STALLED') ? 'offline' : 'failed';
}
