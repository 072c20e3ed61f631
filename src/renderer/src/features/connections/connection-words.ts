import type { ConnectionKind, ConnectionState } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { formatAbsolute, formatAsOf, formatDuration, formatRelative } from '../../ui/format-time.ts';
import { visibleText } from '../../ui/visible-text.ts';
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

/** When a cloud that cannot be read is tried again: `in 4 min`; `undefined` if nobody knows. */
export function retryWords({ nextRefreshAt }: ConnectionState, nowMs: number): string | undefined {
  if (nextRefreshAt === null) return undefined;
  const seconds = (Date.parse(nextRefreshAt) - nowMs) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  if (seconds < 10) return 'in a moment';
  // The page's clock ticks a few times a minute: no more exact than that.
  return `in ${seconds < 60 ? 'under 1 min' : formatDuration(Math.round(seconds / 60) * 60)}`;
}

/** All that is known of a cloud's last reading, a line each: its error, its age, the next one. */
export function stateTitle(state: ConnectionState, nowMs: number): string | undefined {
  const lines = [
    state.error === null ? undefined : visibleText(state.error.message),
    state.syncedAt === null ? undefined : `Listed ${formatAbsolute(state.syncedAt)}`,
    state.nextRefreshAt === null ? undefined : `Read again at ${formatAsOf(state.nextRefreshAt, nowMs)}`,
  ].filter((line) => line !== undefined);
  return lines.length === 0 ? undefined : lines.join('\n');
}
