import { History } from 'lucide-react';
import { useState } from 'react';
import { DialogTrigger } from 'react-aria-components';
import type { SyncRecord } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { PanelPopover } from '../../ui/panel-popover.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { browseAsOf } from './browse-past.ts';
import { askForPast, useHistoryStore } from './history-store.ts';
import { momentsOf, resultWords } from './past-moments.ts';
import { sinceMoment } from './since.ts';
import { TimeInput } from './time-input.tsx';

const SHOWN = 100;
const DAY_MS = 86_400_000;

/** "Browse as of…": a past sync, or any moment. */
export function PastChooser() {
  const open = useHistoryStore((state) => state.choosingPast);
  return (
    <DialogTrigger isOpen={open} onOpenChange={askForPast}>
      <Button size="small">
        <History size={14} aria-hidden="true" />
        Browse as of…
      </Button>
      <PanelPopover title="Browse the catalogue as of" className="past-chooser" placement="bottom end">
        <Moments />
      </PanelPopover>
    </DialogTrigger>
  );
}

function Moments() {
  const syncs = useHistoryStore((state) => state.syncs);
  const now = useNow();
  const [typed, setTyped] = useState(() => new Date(now - DAY_MS).toISOString());
  const past = momentsOf(syncs).slice(0, SHOWN);
  return (
    <>
      <form
        className="past-form"
        onSubmit={(event) => {
          event.preventDefault();
          browseAsOf(typed);
        }}
      >
        <TimeInput label="A moment" value={typed} onChange={setTyped} />
        <Button type="submit" size="small">
          Show it
        </Button>
      </form>
      {past.length === 0 ? (
        <p className="muted">No past sync is remembered yet.</p>
      ) : (
        <ul className="past-list" aria-label="Past syncs">
          {past.map((record) => (
            <Moment key={record.at} record={record} now={now} />
          ))}
        </ul>
      )}
    </>
  );
}

function Moment({ record, now }: { readonly record: SyncRecord; readonly now: number }) {
  const color = useConnectionColor(record.connection);
  return (
    <li>
      <button type="button" className="past-moment" onClick={() => browseAsOf(record.at)}>
        <span className="figure">{sinceMoment(record.at, now)}</span>
        <CloudName name={record.connection} color={color} />
        <small className="past-result">{resultWords(record)}</small>
      </button>
    </li>
  );
}
