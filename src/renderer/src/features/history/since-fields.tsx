import { useMemo } from 'react';
import type { SyncRecord } from '#shared/model/index.ts';
import { type Choice, SelectInput } from '../../ui/fields.tsx';
import { useNow } from '../../ui/use-now.ts';
import { chooseSince, useHistoryStore } from './history-store.ts';
import { momentsOf, syncWords } from './past-moments.ts';
import { type Since, sinceMoment } from './since.ts';
import { TimeInput } from './time-input.tsx';

/** Past syncs that the choice names; older ones are a date. */
const SYNCS_SHOWN = 30;

/** Since when: the last look, yesterday, a week, a past sync, any moment. */
export function SinceSelect() {
  const since = useHistoryStore((state) => state.since);
  const visitFrom = useHistoryStore((state) => state.visitFrom);
  const past = usePast();
  const now = useNow();
  const choices: readonly Choice<string>[] = [
    {
      value: 'looked',
      label: 'Since I last looked',
      note: visitFrom === undefined ? undefined : sinceMoment(visitFrom, now),
    },
    { value: 'yesterday', label: 'Since yesterday' },
    { value: 'week', label: 'Since a week ago' },
    { value: 'date', label: 'Since a date…' },
    ...past.map((moment) => ({
      value: moment.at,
      label: `Since ${sinceMoment(moment.at, now)}`,
      note: syncWords(moment),
    })),
  ];
  const value = since.kind === 'time' ? (isTyped(since, past) ? 'date' : since.at) : since.kind;
  return (
    <SelectInput
      className="since-select"
      label="Since when"
      hideLabel
      value={value}
      choices={choices}
      onChange={(chosen) => chooseSince(sinceOf(chosen, now))}
    />
  );
}

/** The moment itself, while it is none of the choices. */
export function SinceTime() {
  const since = useHistoryStore((state) => state.since);
  const past = usePast();
  if (since.kind !== 'time' || !isTyped(since, past)) return null;
  return (
    <TimeInput
      label="Since this moment"
      value={since.at}
      onChange={(at) => chooseSince({ kind: 'time', at })}
    />
  );
}

function usePast(): readonly SyncRecord[] {
  const syncs = useHistoryStore((state) => state.syncs);
  return useMemo(() => momentsOf(syncs).slice(0, SYNCS_SHOWN), [syncs]);
}

function isTyped(since: Since, past: readonly SyncRecord[]): boolean {
  return since.kind === 'time' && !past.some(({ at }) => at === since.at);
}

function sinceOf(value: string, nowMs: number): Since {
  switch (value) {
    case 'looked':
    case 'yesterday':
    case 'week':
      return { kind: value };
    case 'date':
      // A day ago, to begin with: the field beside it says it exactly.
      return { kind: 'time', at: new Date(nowMs - 86_400_000).toISOString() };
    default:
      return { kind: 'time', at: value };
  }
}
