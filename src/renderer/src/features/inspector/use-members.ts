import { useCallback, useEffect, useState } from 'react';
import type { Image, Member } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { imageKey } from '../catalog/selection.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { receiveMembers, useSeenMembers } from './seen-members.ts';

export interface SeenMembers {
  /** `undefined` before anything is known of them. */
  readonly members: readonly Member[] | undefined;
  /** When they were seen, ISO 8601. */
  readonly seenAt: string | undefined;
  readonly loading: boolean;
  /** Why the service did not give them when it was asked last. */
  readonly error: unknown;
  /** The image is one of before: nobody remembers its members. */
  readonly past: boolean;
  /** Why the service is not asked now. */
  readonly reason: string | undefined;
  /** Asks the service. */
  refresh(): void;
}

interface Asking {
  readonly loading: boolean;
  readonly error: unknown;
}
const IDLE: Asking = { loading: false, error: undefined };

/**
 * Whom an image is shared with, as last seen; `refresh` asks the service. `past`: the image is one of before,
 * whose members nobody knows.
 */
export function useMembers({ connection, id }: Image, past: boolean): SeenMembers {
  const capabilities = useConnectionsStore((state) => state.capabilities[connection]);
  const held = useSeenMembers(({ seen }) => seen.get(imageKey({ connection, id })));
  const [asking, setAsking] = useState(IDLE);
  const reason = capabilities === undefined ? 'not known yet' : reasonAgainst(capabilities, 'member.list');
  const refresh = useCallback((): void => {
    setAsking((before) => ({ ...before, loading: true }));
    call('members.list', { connection, id }).then(
      (members) => {
        receiveMembers({ connection, id }, members);
        setAsking(IDLE);
      },
      (error: unknown) => setAsking({ loading: false, error }),
    );
  }, [connection, id]);
  useEffect(() => {
    if (past) return;
    call('catalog.members', { connection, id }).then(
      // The service's own answer may have come first, and stays then.
      (kept) => kept !== null && receiveMembers({ connection, id }, kept.value, kept.seenAt),
      () => undefined,
    );
  }, [connection, id, past]);
  const seen = past ? undefined : held;
  return { members: seen?.value, seenAt: seen?.seenAt, ...asking, past, reason, refresh };
}
