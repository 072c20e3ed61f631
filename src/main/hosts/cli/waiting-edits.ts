import { AppError } from '#shared/errors/index.ts';
import type { ReviewedEdit } from '#shared/model/index.ts';
import { printable } from './output.ts';
import type { Session } from './session.ts';

/** Reviews the waiting edits of the named clouds, or of all. A cloud that is not known is `NOT_FOUND`. */
export async function review(
  { call }: Session,
  connections: readonly string[] | undefined,
): Promise<readonly ReviewedEdit[]> {
  if (connections === undefined) return call('edits.review', {});
  for (const name of connections) await call('connections.show', { name });
  const waiting = await call('edits.list', {});
  const edits = waiting
    .filter(({ connection }) => connections.includes(connection))
    .map(({ connection, imageId }) => ({ connection, id: imageId }));
  return edits.length === 0 ? [] : call('edits.review', { edits });
}

/** What is said of a damaged file is said here, too. */
export function tellingDamage(session: Session): Session {
  session.client.on('catalog.notice', ({ message }) => session.output.say(printable(message)));
  return session;
}

export function notWaiting(connection: string, id: string, operation: string): AppError {
  return new AppError('NOT_FOUND', `No change of image ${id} of "${connection}" waits.`, { operation });
}
