import { useCallback, useEffect, useState } from 'react';
import type { Image, Member } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';

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

type Seen = Omit<SeenMembers, 'past' | 'reason' | 'refresh'>;
const NOTHING: Seen = { members: undefined, seenAt: undefined, loading: false, error: undefined };

/**
 * Whom an image is shared with, as last seen; `refresh` asks the service. `past`: the image is one of before,
 * whose members nobody knows.
 */
export function useMembers({ connection, id }: Image, past: boolean): SeenMembers {
  const capabilities = useConnectionsStore((state) => state.capabilities[connection]);
  const [seen, setSeen] = useState<Seen>(NOTHING);
  const reason = capabilities === undefined ? 'not known yet' : reasonAgainst(capabilities, 'member.list');
  const refresh = useCallback((): void => {
    setSeen((held) => ({ ...held, loading: true }));
    call('members.list', { connection, id }).then(
      (members) => {
        setSeen({ members, seenAt: new Date().toISOString(), loading: false, error: undefined });
      },
      (error: unknown) => setSeen((held) => ({ ...held, loading: false, error })),
    );
  }, [connection, id]);
  useEffect(() => {
    let alive = true;
    if (past) setSeen(NOTHING);
    else {
      call('catalog.members', { connection, id }).then(
        (kept) => {
          if (!alive || kept === null) return;
          // The service's own answer may have come first.
          setSeen((held) =>
            held.seenAt !== undefined && held.seenAt > kept.seenAt
              ? held
              : { ...held, members: kept.value, seenAt: kept.seenAt },
          );
        },
        () => undefined,
      );
    }
    return () => {
      alive = false;
    };
  }, [connection, id, past]);
  return { ...seen, past, reason, refresh };
}
