import type { ConnectionKind, ConnectionState } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { formatAsOf, formatRelative } from '../../ui/format-time.ts';
import { worksWithoutSecret } from './kind-facts.ts';

/** How a kind is called where there is little room. */
export const SHORT_KINDS: Readonly<Record<ConnectionKind, string>> = {
  glance: 'Glance',
  nova: 'Nova',
  plankton: 'Plankton',
  alliance: 'Alliance',
  djinn: 'Djinn CI',
  fifo: 'FiFo',
};

export interface StateWords {
  readonly text: string;
  readonly tone: 'quiet' | 'warning' | 'bad';
}

/** How a cloud stands: `Glance · 40 s ago`, `Glance · offline, as of 14:02`. */
export function connectionWords(state: ConnectionState, nowMs: number): StateWords {
  const kind = SHORT_KINDS[state.profile.kind];
  const asOf = state.syncedAt === null ? 'never listed' : `as of ${formatAsOf(state.syncedAt, nowMs)}`;
  switch (state.health) {
    case 'syncing':
      return { text: `${kind} · refreshing…`, tone: 'quiet' };
    case 'offline':
      return { text: `${kind} · offline, ${asOf}`, tone: 'warning' };
    case 'failed': {
      const why = state.error === null ? 'failed' : sayError(state.error).title.toLowerCase();
      return { text: `${kind} · ${why}, ${asOf}`, tone: 'bad' };
    }
    case 'ok':
    case 'never':
      if (!state.secretStored && !worksWithoutSecret(state.profile.kind))
        return { text: `${kind} · needs its secret`, tone: 'warning' };
      return {
        text: `${kind} · ${state.syncedAt === null ? 'not listed yet' : formatRelative(state.syncedAt, nowMs)}`,
        tone: 'quiet',
      };
  }
}
