import { ChevronRight, Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { useContextMenu } from '../../ui/context-menu.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { isContainer, leafText, typeWord } from './json-words.ts';
import { lineMenu, type TreeAct, type TreeActions } from './tree-actions.tsx';
import { treeKey } from './tree-keys.ts';
import type { TreeLine } from './tree-lines.ts';
import { LINE_PX, showLine, useTreeStretch } from './tree-stretch.ts';

/** A value is read whole in its form; here only so much of it is drawn. */
const VALUE_LENGTH = 2000;
const SPOKEN_LENGTH = 200;

interface TreeRowsProps {
  readonly label: string;
  readonly lines: readonly TreeLine[];
  readonly actions: TreeActions;
  readonly onOpen: (line: TreeLine, open: boolean) => void;
  /** The line that the keyboard stands on, by its key. */
  readonly current: string | undefined;
  readonly onCurrent: (key: string) => void;
}

/** The rows. Arrows move, open and close; Enter changes, F2 renames, Insert adds beneath, Delete removes. */
export function TreeRows({ label, lines, actions, onOpen, current, onCurrent }: TreeRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { open, menu } = useContextMenu('What can be done with this value');
  const found = lines.findIndex(({ key }) => key === current);
  const at = Math.max(0, found);
  const { from, to, long } = useTreeStretch(scroller, lines.length);
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus({ preventScroll: long });
  });
  const go = (index: number): void => {
    const line = lines[index];
    if (line === undefined) return;
    wantsFocus.current = true;
    if (long) showLine(scroller.current, index);
    onCurrent(line.key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.target.tagName !== 'TR') return;
    const line = lines[at];
    const key = treeKey(event, lines, at);
    if (line === undefined || key === undefined) return;
    if ('go' in key) go(key.go);
    else if ('open' in key) onOpen(line, key.open);
    else actions.run(key.act, line);
    event.preventDefault();
    event.stopPropagation();
  };
  const lineOf = (event: MouseEvent): TreeLine | undefined => {
    const key = rowOf(event)?.dataset['key'];
    return key === undefined ? undefined : lines.find((line) => line.key === key);
  };
  const onMenu = (event: MouseEvent): void => {
    const line = lineOf(event);
    if (line === undefined) return;
    onCurrent(line.key);
    // Asked for by the keyboard, or by the dots, it stands beneath the row.
    const byPointer = event.type === 'contextmenu' && event.target !== rowOf(event);
    open(event, lineMenu(actions, line), byPointer ? undefined : rowOf(event));
  };
  const onClick = (event: MouseEvent): void => {
    const line = lineOf(event);
    if (line === undefined || !(event.target instanceof Element)) return;
    const act = event.target.closest<HTMLElement>('[data-act]')?.dataset['act'];
    if (act === 'menu') onMenu(event);
    else if (act !== undefined) actions.run(act as TreeAct, line);
    else {
      onCurrent(line.key);
      if (line.branch) onOpen(line, !line.open);
    }
  };
  const drawn = indexesOf(from, to, at, lines.length);
  return (
    <div ref={scroller} className={classNames('tree', long && 'tree-long')}>
      <table
        {...TREE_GRID}
        aria-label={label}
        aria-rowcount={lines.length}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={(event) => {
          const line = lineOf(event);
          if (line !== undefined && !line.branch && actions.reasons.set === undefined)
            actions.run('edit', line);
        }}
        onContextMenu={onMenu}
        onFocus={(event) => {
          const key = event.target.closest('tr')?.dataset['key'];
          if (key !== undefined && key !== current) onCurrent(key);
        }}
      >
        <tbody style={long ? { height: lines.length * LINE_PX } : undefined}>
          {drawn.map((index) => {
            const line = lines[index];
            if (line === undefined) return null;
            const top = long ? index * LINE_PX : undefined;
            return (
              <Row key={line.key} {...{ line, index, top }} stand={index === at} reasons={actions.reasons} />
            );
          })}
        </tbody>
      </table>
      {menu}
    </div>
  );
}

/** Rows that are moved through and opened by keys make a tree of a table. */
const TREE_GRID = { role: 'treegrid', className: 'tree-grid' } as const;

function rowOf({ target }: MouseEvent): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('tr') : null;
}

/** Those in sight, and the one that the keyboard stands on. */
function indexesOf(from: number, to: number, at: number, count: number): readonly number[] {
  const end = Math.min(to, count);
  const indexes = Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
  if (at < from && at < count) indexes.unshift(at);
  else if (at >= end && at < count) indexes.push(at);
  return indexes;
}

interface RowProps {
  readonly line: TreeLine;
  readonly index: number;
  /** Where it stands, in pixels, if the lines do not stand one after another by themselves. */
  readonly top: number | undefined;
  /** The keyboard comes here. */
  readonly stand: boolean;
  readonly reasons: TreeActions['reasons'];
}

const Row = memo(function Row({ line, index, top, stand, reasons }: RowProps) {
  const name = visibleText(line.path.at(-1) ?? '');
  const text = leafText(line.value);
  return (
    <tr
      {...rowProps(line, index, stand)}
      className="tree-row"
      style={top === undefined ? undefined : { position: 'absolute', top, height: LINE_PX }}
    >
      <td className="tree-cell" style={{ paddingLeft: indentPx(line.level) }}>
        <span className={classNames('tree-chevron', line.open && 'tree-chevron-open')}>
          {line.branch && <ChevronRight size={13} aria-hidden="true" />}
        </span>
        <span className="tree-text" title={text.length > 40 ? text.slice(0, VALUE_LENGTH) : undefined}>
          <bdi className={line.inList ? 'tree-key tree-place' : 'tree-key'}>{name}</bdi>
          {text !== '' && <bdi className="tree-value">{text.slice(0, VALUE_LENGTH)}</bdi>}
        </span>
      </td>
      <td className="tree-type">{typeWord(line.value)}</td>
      <td className="tree-actions">
        {isContainer(line.value) && reasons.set === undefined && (
          <Act act="add" label={`Add to ${name}`} sign={Plus} />
        )}
        {reasons.set === undefined && <Act act="edit" label={`Change ${name}`} sign={Pencil} />}
        {reasons.unset === undefined && <Act act="remove" label={`Remove ${name}`} sign={Trash2} />}
        <Act act="menu" label={`More for ${name}`} sign={Ellipsis} />
      </td>
    </tr>
  );
});

interface ActProps {
  readonly act: TreeAct | 'menu';
  readonly label: string;
  readonly sign: typeof Plus;
}

/** For the pointer: the keyboard has its keys, and the menu. */
function Act({ act, label, sign: Sign }: ActProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className="button button-icon button-small"
      data-act={act}
      aria-label={label}
      title={label}
    >
      <Sign size={13} aria-hidden="true" />
    </button>
  );
}

function rowProps(line: TreeLine, index: number, stand: boolean) {
  return {
    tabIndex: stand ? 0 : -1,
    'data-key': line.key,
    'aria-label': spokenLine(line),
    'aria-rowindex': index + 1,
    'aria-level': line.level,
    'aria-posinset': line.place,
    'aria-setsize': line.siblings,
    ...(line.branch ? { 'aria-expanded': line.open } : {}),
  } as const;
}

/** `colour teal, text`; the signs between key and value are for eyes. */
function spokenLine({ path, value }: TreeLine): string {
  const text = leafText(value).slice(0, SPOKEN_LENGTH);
  return `${visibleText(path.at(-1) ?? '')}${text === '' ? '' : ` ${text}`}, ${typeWord(value)}`;
}

/** The first levels step in by as much as can be seen at once; deeper ones must leave room for their words. */
function indentPx(level: number): number {
  const deep = Math.max(0, level - WIDE_LEVELS);
  return Math.min(level - 1, WIDE_LEVELS - 1) * 16 + Math.min(deep, NARROW_LEVELS) * 3;
}

const WIDE_LEVELS = 7;
const NARROW_LEVELS = 20;
