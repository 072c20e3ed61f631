import { useRef } from 'react';
import type { ConnectionKind } from '#shared/model/index.ts';
import { useConnection } from '../connections/connections-store.ts';

/** The kind of a cloud; of one that was removed meanwhile the kind it had, so that nothing turns into something else. */
export function useKind(connection: string): ConnectionKind | undefined {
  const kind = useConnection(connection)?.profile.kind;
  const last = useRef({ connection, kind });
  if (kind !== undefined || last.current.connection !== connection) last.current = { connection, kind };
  return last.current.kind;
}
