import { useMemo } from 'react';
import { useNow } from '../../ui/use-now.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { useEditsStore } from '../edits/edits-store.ts';

/** What every row needs beside its image: asked for once for all of them, so that a row listens to nothing. */
export interface RowContext {
  readonly nowMs: number;
  readonly colors: ReadonlyMap<string, number>;
  /** Images, by their key, whose change waits to be sent: only their rows look at it. */
  readonly waiting: ReadonlyMap<string, unknown>;
}

export function useRowContext(): RowContext {
  const nowMs = useNow();
  const list = useConnectionsStore((state) => state.list);
  // The list comes anew with every step of a sync; the colours hardly ever change.
  const said = (list ?? []).map(({ profile }) => `${profile.color} ${profile.name}`).join('\n');
  const colors = useMemo(
    () =>
      new Map(
        said.split('\n').map((line): [string, number] => {
          const space = line.indexOf(' ');
          return [line.slice(space + 1), Number(line.slice(0, space))];
        }),
      ),
    [said],
  );
  const waiting = useEditsStore((state) => state.waiting);
  return useMemo(() => ({ nowMs, colors, waiting }), [nowMs, colors, waiting]);
}
