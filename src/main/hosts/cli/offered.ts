import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, Operation } from '#shared/model/index.ts';
import type { Session } from './session.ts';

/**
 * What a connection's kind can do at best. Sends no request, so that what the kind lacks is refused before
 * any, also where a command looks at the service before it asks for the thing itself.
 */
export function declaredCapabilities({ call }: Session, connection: string): Promise<Capabilities> {
  return call('connections.capabilities', { name: connection, declared: true });
}

/** What the service behind a connection can do now. Asks it. */
export function effectiveCapabilities({ call }: Session, connection: string): Promise<Capabilities> {
  return call('connections.capabilities', { name: connection });
}

/** Throws `UNSUPPORTED`, with the reason, for the first of the operations that is not offered. */
export function refuseLacking(
  { operations }: Capabilities,
  wanted: readonly Operation[],
  operation: string,
): void {
  for (const name of wanted) {
    const ability = operations[name];
    if (!ability.supported) throw new AppError('UNSUPPORTED', ability.reason, { operation });
  }
}
