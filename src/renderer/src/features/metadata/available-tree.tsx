import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { type AvailableLine, lineByLetters } from './available-lines.ts';
import { AvailableRow } from './available-row.tsx';
import { treeKey } from './tree-keys.ts';
import { useListener } from './use-listener.ts';
import { withCurrent } from './with-current.ts';

interface AvailableTreeProps {
  readonly lines: readonly AvailableLine[];
  /** Keys that the image has already. */
  readonly taken: ReadonlySet<string>;
  /** Why a property cannot be added. */
  readonly reasonOf: (key: string) => string | undefined;
  readonly onAct: (line: AvailableLine) => void;
  readonly onOpen: (group: string, open: boolean) => void;
  readonly onLook: (key: string) => void;
  /** What the rows scroll in. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Above them. */
  readonly children: ReactNode;
}

const GROUP_PX = 32;
const PROPERTY_PX = 45;

/** The rows. Arrows move, open and close, letters go to what begins with them, Enter adds. Drawn is what is in sight. */
export function AvailableTree(props: AvailableTreeProps) {
  const { lines, taken, reasonOf, onAct, onOpen, onLook, scroller } = props;
  const [current, setCurrent] = useState<string>();
  const table = useRef<HTMLTableElement>(null);
  const at = lines.findIndex(({ id }) => id === current);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => lines[index]?.id ?? index,
    estimateSize: (index) => (lines[index]?.kind === 'property' ? PROPERTY_PX : GROUP_PX),
    overscan: 4,
    rangeExtractor: (range) => withCurrent(range, Math.max(0, at)),
  });
  /** What takes the focus once it is drawn. */
  const wanted = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (wanted.current !== undefined && standAt(table.current, wanted.current)) wanted.current = undefined;
  });
  useListener(table, 'pointerover', ({ target }) => look(target, onLook));
  const go = (index: number): void => {
    const line = lines[index];
    if (line === undefined) return;
    if (!standAt(table.current, line.id)) wanted.current = line.id;
    rows.scrollToIndex(index, { align: 'auto' });
    setCurrent(line.id);
  };
  const letters = useLetters();
  const onKeyDown = (event: KeyboardEvent): void => {
    const line = lines[at];
    if (line === undefined || !isRow(event.target)) return;
    const key = treeKey(event, lines, at);
    if (event.key === 'Enter') onAct(line);
    else if (key !== undefined && 'go' in key) go(key.go);
    else if (key !== undefined && 'open' in key && line.kind === 'group') onOpen(line.group, key.open);
    else if (isLetter(event)) go(lineByLetters(lines, ...letters(event.key, at)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = ({ target }: MouseEvent): void => {
    const id = target instanceof Element ? target.closest<HTMLElement>('tr')?.dataset['line'] : undefined;
    const line = lines.find((each) => each.id === id);
    if (line === undefined) return;
    setCurrent(line.id);
    onAct(line);
  };
  return (
    <div ref={scroller} className="metadata-scroll">
      {props.children}
      <table
        {...TREE_GRID}
        ref={table}
        aria-label="Available properties"
        aria-rowcount={lines.length}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={({ target }) => {
          const id = target.closest('tr')?.dataset['line'];
          if (id !== undefined && id !== current) setCurrent(id);
          look(target, onLook);
        }}
      >
        <tbody style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            if (line === undefined) return null;
            const key = line.kind === 'property' ? line.property.key : undefined;
            return (
              <AvailableRow
                key={line.id}
                line={line}
                index={index}
                top={start}
                stand={index === Math.max(0, at)}
                isTaken={key !== undefined && taken.has(key)}
                reason={key === undefined ? undefined : reasonOf(key)}
                measure={rows.measureElement}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Rows that are moved through and opened by keys make a tree of a table. */
const TREE_GRID = { role: 'treegrid', className: 'metadata-tree' } as const;
const LETTERS_MS = 700;

/** Letters typed one after another are one word; the first is looked for after where the keyboard stands. */
function useLetters(): (letter: string, at: number) => readonly [string, number] {
  const typed = useRef({ word: '', atMs: 0 });
  return (letter, at) => {
    const { word, atMs } = typed.current;
    const nowMs = performance.now();
    const next = nowMs - atMs < LETTERS_MS ? word + letter : letter;
    typed.current = { word: next, atMs: nowMs };
    return [next, next.length === 1 ? at + 1 : at];
  };
}

/** Gives a row the focus, if it is drawn. */
function standAt(table: HTMLElement | null, id: string): boolean {
  const rows = [...(table?.querySelectorAll<HTMLElement>('tr[data-line]') ?? [])];
  const row = rows.find((each) => each.dataset['line'] === id);
  row?.focus({ preventScroll: true });
  return row !== undefined;
}

function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return [...key].length === 1 && key !== ' ' && key !== '/' && !ctrlKey && !metaKey && !altKey;
}

function isRow(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.tagName === 'TR';
}

function look(target: EventTarget | null, onLook: (key: string) => void): void {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr') : null;
  const key = row?.dataset['property'];
  if (key !== undefined) onLook(key);
}
