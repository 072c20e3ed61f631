import { Search, Trash2, Undo2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { KnownProperty } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextInput } from '../../ui/fields.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { propertyText } from '../inspector/image-changes.ts';
import { TypedInput } from './typed-input.tsx';
import { useListener } from './use-listener.ts';
import type { Entry } from './working-copy.ts';

interface ExistingPaneProps {
  readonly entries: readonly Entry[];
  readonly knownOf: (key: string) => KnownProperty | undefined;
  /** What is wrong with a value; `undefined` if nothing is. */
  readonly problemOf: (entry: Entry) => string | undefined;
  readonly reasons: { readonly set: string | undefined; readonly unset: string | undefined };
  /** The property that was just added: its editor takes the focus. */
  readonly added: string | undefined;
  readonly onValue: (key: string, value: string) => void;
  readonly onRemove: (key: string) => void;
  readonly onRevert: (key: string) => void;
  readonly onLook: (key: string) => void;
  /** Beside the heading. */
  readonly actions: ReactNode;
}

/** From here on a list gets a field to find in it. */
const FIND_FROM = 10;

/**
 * What the image has and shall have, each with an editor of its type. Up and Down go from row to row, Enter goes
 * into the editor and Escape out of it, Delete removes.
 */
export function ExistingPane(props: ExistingPaneProps) {
  const { entries, added, onLook, actions } = props;
  const [find, setFind] = useState('');
  const [current, setCurrent] = useState<string>();
  const grid = useRef<HTMLDivElement>(null);
  const word = find.trim().toLowerCase();
  const shown = entries.filter(({ key, value }) =>
    `${key} ${propertyText(value)}`.toLowerCase().includes(word),
  );
  const active = shown.find(({ key }) => key === (current ?? added))?.key ?? shown[0]?.key;
  useListener(grid, 'keydown', (event) => moveOrRemove(event, grid.current, props));
  useListener(grid, 'focusin', ({ target }) => {
    const key = entryElement(target)?.dataset['entry'];
    if (key === undefined) return;
    setCurrent(key);
    onLook(key);
  });
  useEffect(() => {
    if (added === undefined) return;
    setFind('');
    setCurrent(added);
    const row = rowOf(grid.current, added);
    row?.scrollIntoView({ block: 'nearest' });
    editorOf(row)?.focus();
  }, [added]);
  return (
    <section className="metadata-existing" aria-label="Properties of the image">
      <header className="metadata-pane-head">
        <h3>On this image</h3>
        <span className="muted">{entries.filter(({ state }) => state !== 'removed').length}</span>
        <span className="spacer" />
        {actions}
      </header>
      {entries.length >= FIND_FROM && (
        <div className="metadata-find">
          <Search size={14} aria-hidden="true" />
          <TextInput
            label="Find among the image's properties"
            hideLabel
            placeholder="Find among its properties"
            value={find}
            onChange={setFind}
          />
        </div>
      )}
      <div ref={grid} className="metadata-scroll">
        {entries.length === 0 && (
          <p className="metadata-nothing">
            No properties yet. Choose one on the left and press Enter, or begin with a template.
          </p>
        )}
        {shown.length > 0 && (
          <table aria-label="Properties of the image" className="metadata-rows">
            <tbody>
              {shown.map((entry) => (
                <EntryRow key={entry.key} {...props} entry={entry} isActive={entry.key === active} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

interface EntryRowProps extends ExistingPaneProps {
  readonly entry: Entry;
  readonly isActive: boolean;
}

const STATE_WORDS = { kept: undefined, added: 'added', changed: 'changed', removed: 'goes' } as const;

function EntryRow({ entry, isActive, knownOf, problemOf, reasons, ...on }: EntryRowProps) {
  const { key, value, before, state } = entry;
  const property = knownOf(key);
  const name = visibleText(key);
  const problem = state === 'removed' ? undefined : problemOf(entry);
  return (
    <tr
      tabIndex={isActive ? 0 : -1}
      data-entry={key}
      className={classNames('metadata-row', `metadata-row-${state}`)}
    >
      <th scope="row" className="metadata-row-key">
        {property?.title != null && <Plain className="metadata-title">{property.title}</Plain>}
        <Plain className={property === undefined ? 'mono' : 'mono muted'}>{key}</Plain>
      </th>
      <td className="metadata-row-value">
        {state === 'removed' ? (
          <s className="mono muted">
            <Plain>{propertyText(value)}</Plain>
          </s>
        ) : (
          <TypedInput
            label={name}
            known={property}
            value={propertyText(value)}
            error={state === 'kept' ? undefined : problem}
            reason={reasons.set}
            onChange={(next) => on.onValue(key, next)}
          />
        )}
        {state === 'kept' && problem !== undefined && <small className="metadata-doubt">{problem}</small>}
        {state === 'changed' && before !== undefined && (
          <small className="muted">
            was <Plain className="mono">{propertyText(before) === '' ? 'empty' : propertyText(before)}</Plain>
          </small>
        )}
      </td>
      <td className="metadata-row-actions">
        {STATE_WORDS[state] !== undefined && (
          <span className={`change-word change-${state}`}>{STATE_WORDS[state]}</span>
        )}
        {state === 'kept' || state === 'added' ? null : (
          <Button
            variant="icon"
            size="small"
            aria-label={`Take the change of ${name} back`}
            tip="Take it back"
            onPress={({ target }) => {
              leaveButton(target, false);
              on.onRevert(key);
            }}
          >
            <Undo2 size={14} aria-hidden="true" />
          </Button>
        )}
        {state !== 'removed' && (
          <Button
            variant="icon"
            size="small"
            aria-label={`Remove ${name}`}
            tip="Remove (Delete)"
            reason={state === 'added' ? undefined : reasons.unset}
            onPress={({ target }) => {
              leaveButton(target, state === 'added');
              on.onRemove(key);
            }}
          >
            <Trash2 size={14} aria-hidden="true" />
          </Button>
        )}
      </td>
    </tr>
  );
}

/** The keys of a row; what a field inside does with a key is its own business. */
function moveOrRemove(
  event: KeyboardEvent,
  grid: HTMLElement | null,
  { reasons, entries, onRemove }: ExistingPaneProps,
): void {
  const row = entryElement(event.target);
  const key = row?.dataset['entry'];
  if (row === undefined || key === undefined || event.defaultPrevented) return;
  if (row !== event.target) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    row.focus();
    return;
  }
  const rows = [...(grid?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])];
  const index = rows.indexOf(row);
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
  const state = entries.find((each) => each.key === key)?.state;
  if (to !== undefined) rows[to]?.focus();
  else if (event.key === 'Enter' || event.key === 'F2') editorOf(row)?.focus();
  else if (event.key === 'Delete' || event.key === 'Backspace') {
    if (state === 'removed' || (state !== 'added' && reasons.unset !== undefined)) return;
    leaveButton(row, state === 'added');
    onRemove(key);
  } else return;
  event.preventDefault();
}

/** Before a button goes its row takes the focus; before the whole row does, as one only added, its neighbour. */
function leaveButton(target: Element, isRowGoing: boolean): void {
  const row = entryElement(target);
  const next = isRowGoing ? (row?.nextElementSibling ?? row?.previousElementSibling) : row;
  if (next instanceof HTMLElement) next.focus();
}

function entryElement(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-entry]') ?? undefined) : undefined;
}

function rowOf(grid: HTMLElement | null, key: string): HTMLElement | undefined {
  return [...(grid?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])].find(
    (row) => row.dataset['entry'] === key,
  );
}

function editorOf(row: HTMLElement | undefined): HTMLElement | null | undefined {
  return row?.querySelector<HTMLElement>('.metadata-row-value :is(input, textarea, button)');
}
