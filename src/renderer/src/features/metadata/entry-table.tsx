import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { KnownProperty } from '#shared/properties/index.ts';
import { editorOf, entryElement, leaveButton, rowByKey, rowOf } from './entry-keys.ts';
import { type EntryActions, EntryRow } from './entry-row.tsx';
import { useListener } from './use-listener.ts';
import { useSoon } from './use-soon.ts';
import { withCurrent } from './with-current.ts';
import type { Entry } from './working-copy.ts';

export interface EntryTableProps extends EntryActions {
  readonly entries: readonly Entry[];
  readonly knownOf: (key: string) => KnownProperty | undefined;
  /** What is wrong with a value; `undefined` if nothing is. */
  readonly problemOf: (entry: Entry) => string | undefined;
  readonly reasons: { readonly set: string | undefined; readonly unset: string | undefined };
  /** The property that was just added: its editor takes the focus. */
  readonly added: string | undefined;
  readonly onLook: (key: string) => void;
}

const ROW_PX = 52;
const SPARE_ROWS = 8;

/**
 * The rows. Up and Down go from row to row, Enter goes into the editor and Escape out of it, Delete removes.
 * Drawn are those in sight, and the one that the keyboard stands on.
 */
export function EntryTable(props: EntryTableProps) {
  const { entries, knownOf, problemOf, reasons, added, onLook } = props;
  const [current, setCurrent] = useState<string>();
  // Here and not around it: it must be there before the rows are.
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const at = Math.max(
    0,
    entries.findIndex(({ key }) => key === (current ?? added)),
  );
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => entries[index]?.key ?? index,
    estimateSize: () => ROW_PX,
    // First what is in sight; then enough around it to go on by Tab.
    overscan: useSoon() ? SPARE_ROWS : 0,
    rangeExtractor: (range) => withCurrent(range, at),
  });
  /** What takes the focus once it is drawn: before the next key comes. */
  const wanted = useRef<Stop>(undefined);
  useLayoutEffect(() => {
    if (wanted.current !== undefined && stopAt(table.current, wanted.current)) wanted.current = undefined;
  });
  const go = (stop: Stop): void => {
    if (!stopAt(table.current, stop)) wanted.current = stop;
    const index = entries.findIndex(({ key }) => key === stop.key);
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' });
    setCurrent(stop.key);
  };
  const taken = useRef<string>(undefined);
  useLayoutEffect(() => {
    // What was just added comes into the list only after what was looked for is cleared.
    const isThere = added === undefined || entries.some(({ key }) => key === added);
    if (added === taken.current || !isThere) return;
    taken.current = added;
    if (added !== undefined) go({ key: added, editor: true });
  });
  useListener(table, 'keydown', (event) => moveOrRemove(event, go, props));
  useListener(table, 'focusin', ({ target }) => {
    const key = entryElement(target)?.dataset['entry'];
    if (key === undefined) return;
    setCurrent(key);
    onLook(key);
  });
  const items = rows.getVirtualItems();
  return (
    <div ref={scroller} className="metadata-scroll">
      <table
        ref={table}
        aria-label="Properties of the image"
        aria-rowcount={entries.length}
        className="metadata-rows"
      >
        <colgroup>
          <col className="metadata-col-key" />
          <col />
          <col className="metadata-col-actions" />
        </colgroup>
        <tbody>
          {items.flatMap(({ index, start }, place) => {
            const entry = entries[index];
            if (entry === undefined) return [];
            const { key, ...rest } = entry;
            return [
              <Gap key={`before ${key}`} height={start - (items[place - 1]?.end ?? 0)} />,
              <EntryRow
                key={key}
                {...rest}
                name={key}
                index={index}
                known={knownOf(key)}
                problem={rest.state === 'removed' ? undefined : problemOf(entry)}
                setReason={reasons.set}
                unsetReason={reasons.unset}
                isActive={index === at}
                onValue={props.onValue}
                onRemove={props.onRemove}
                onRevert={props.onRevert}
                measure={rows.measureElement}
              />,
            ];
          })}
          <Gap height={rows.getTotalSize() - (items.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

const NO_ROW = { 'aria-hidden': true } as const;

/** Stands for rows that are out of sight. */
function Gap({ height }: { readonly height: number }) {
  return height < 1 ? null : (
    <tr {...NO_ROW}>
      <td colSpan={3} style={{ height, padding: 0 }} />
    </tr>
  );
}

/** A row to go to, or the editor in it. */
interface Stop {
  readonly key: string;
  readonly editor: boolean;
}

/** Gives the focus there, if it is drawn. */
function stopAt(table: HTMLElement | null, { key, editor }: Stop): boolean {
  const row = rowOf(table, key);
  const target = editor ? editorOf(row) : row;
  target?.focus();
  return target != null;
}

/** The keys of a row; what a field inside does with a key is its own business. */
function moveOrRemove(
  event: KeyboardEvent,
  go: (stop: Stop) => void,
  { reasons, entries, onRemove }: EntryTableProps,
): void {
  const row = entryElement(event.target);
  const index = entries.findIndex(({ key }) => key === row?.dataset['entry']);
  const entry = entries[index];
  if (row === undefined || entry === undefined || event.defaultPrevented) return;
  if (row !== event.target) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    row.focus();
    return;
  }
  const to = entries[rowByKey(event.key, index, entries.length) ?? -1];
  if (to !== undefined) go({ key: to.key, editor: false });
  else if (event.key === 'Enter' || event.key === 'F2') editorOf(row)?.focus();
  else if (event.key === 'Delete' || event.key === 'Backspace') {
    if (entry.state === 'removed' || (entry.state !== 'added' && reasons.unset !== undefined)) return;
    leaveButton(row, entry.state === 'added');
    onRemove(entry.key);
  } else return;
  event.preventDefault();
}
