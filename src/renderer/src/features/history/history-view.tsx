import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { CHANGE_WORDS, type ChangeWord } from '#shared/model/index.ts';
import { ReadTrouble } from '../../app/read-trouble.tsx';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { type Choice, SelectInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { useNow } from '../../ui/use-now.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { ChangeRow } from './change-row.tsx';
import { CHANGE_TITLES, type ChangeGroup, groupChanges, HASH_WORDS } from './change-words.ts';
import { HashWarning } from './hash-warning.tsx';
import { chooseChangedCloud, chooseWords, loadChanges, useHistoryStore } from './history-store.ts';
import { PastChooser } from './past-chooser.tsx';
import { sinceMoment } from './since.ts';
import { SinceSelect, SinceTime } from './since-fields.tsx';

/** Rows of a group that are there at once; more come when they are asked for. */
const ROWS_SHOWN = 50;

/** What became of images since a time, the weightiest first. */
export function HistoryView() {
  const { changes, changesSince, loading, words } = useHistoryStore();
  const now = useNow();
  return (
    <main className="catalog history" aria-busy={loading}>
      <header className="catalog-head history-head">
        <h1>What changed</h1>
        <span className="muted figure">
          {changes === undefined || changesSince === undefined
            ? '…'
            : `${formatCount(changes.total)} since ${sinceMoment(changesSince, now)}`}
        </span>
        <span className="spacer" />
        <SinceSelect />
        <PastChooser />
      </header>
      <Filters />
      <HistoryTrouble />
      {changes !== undefined && <Groups groups={groupChanges(changes.changes, words)} />}
    </main>
  );
}

function Filters() {
  const { changes, connection, words } = useHistoryStore();
  const list = useConnectionsStore((state) => state.list) ?? [];
  const clouds: readonly Choice<string>[] = [
    { value: '', label: 'All clouds' },
    ...list.map(({ profile }) => ({
      value: profile.name,
      label: profile.name,
      before: <CloudDot color={profile.color} />,
    })),
  ];
  const there = CHANGE_WORDS.filter((word) => (changes?.counts[word] ?? 0) > 0 || words.includes(word));
  return (
    <div className="history-filters">
      <SelectInput
        className="history-cloud"
        label="Cloud"
        hideLabel
        value={connection ?? ''}
        choices={clouds}
        onChange={(value) => chooseChangedCloud(value === '' ? undefined : value)}
      />
      <SinceTime />
      {there.length > 0 && (
        <ToggleButtonGroup
          className="chips"
          aria-label="Kinds of change"
          selectionMode="multiple"
          selectedKeys={words}
          onSelectionChange={(keys) => chooseWords(CHANGE_WORDS.filter((word) => keys.has(word)))}
        >
          {there.map((word) => (
            <ToggleButton key={word} id={word} className="chip">
              {CHANGE_TITLES[word]}{' '}
              <small className="chip-count figure">{formatCount(changes?.counts[word] ?? 0)}</small>
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
    </div>
  );
}

function HistoryTrouble() {
  const error = useHistoryStore((state) => state.error);
  const held = useHistoryStore((state) => state.changes !== undefined);
  if (error === undefined) return null;
  return (
    <ReadTrouble
      what="What changed"
      error={error}
      operation="catalog.changes"
      onAgain={() => void loadChanges()}
    >
      {held && 'What stands here is the answer before.'}
    </ReadTrouble>
  );
}

function Groups({ groups }: { readonly groups: readonly ChangeGroup[] }) {
  const changes = useHistoryStore((state) => state.changes);
  if (changes === undefined) return null;
  if (groups.length === 0) return <NothingChanged />;
  const bytes = groups.filter(({ word }) => HASH_WORDS.includes(word)).flatMap((group) => group.changes);
  const left = changes.total - changes.changes.length;
  return (
    <div className="history-body">
      {bytes.length > 0 && <HashWarning changes={bytes} />}
      {groups
        .filter(({ word }) => !HASH_WORDS.includes(word))
        .map((group) => (
          <Group key={group.word} group={group} />
        ))}
      {left > 0 && (
        <p className="muted">
          and {formatCount(left)} more that weigh less. Choose a later time or one cloud to see them.
        </p>
      )}
    </div>
  );
}

function Group({ group: { word, changes } }: { readonly group: ChangeGroup }) {
  const [limit, setLimit] = useState(ROWS_SHOWN);
  const left = changes.length - limit;
  const title = `changes-${word}`;
  return (
    <section className={`changes changes-${word satisfies ChangeWord}`} aria-labelledby={title}>
      <h2 id={title}>
        {CHANGE_TITLES[word]} <small className="changes-count figure">{formatCount(changes.length)}</small>
      </h2>
      <ul>
        {changes.slice(0, limit).map((change) => (
          <ChangeRow key={`${change.connection}/${change.id}`} change={change} />
        ))}
      </ul>
      {left > 0 && (
        <Button size="small" variant="link" onPress={() => setLimit(limit + 4 * ROWS_SHOWN)}>
          and {formatCount(left)} more
        </Button>
      )}
    </section>
  );
}

/** Nothing to show: since when, how fresh that is, and whether anything would be remembered at all. */
function NothingChanged() {
  const { changes, changesSince, words, connection } = useHistoryStore();
  const historyDays = useSettingsStore((state) => state.settings.historyDays);
  const now = useNow();
  const since = changesSince === undefined ? '' : ` since ${sinceMoment(changesSince, now)}`;
  const filtered = words.length > 0 && (changes?.total ?? 0) > 0;
  return (
    <div className="empty-list">
      <p>
        {filtered ? `No change of this kind${since}.` : `Nothing changed${since}.`}
        {historyDays === 0 && ' The history is switched off in the settings: Argosy remembers no changes.'}
      </p>
      {(filtered || connection !== undefined) && (
        <Button
          size="small"
          onPress={() => {
            chooseWords([]);
            if (connection !== undefined) chooseChangedCloud(undefined);
          }}
        >
          Show all changes
        </Button>
      )}
    </div>
  );
}
