import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useRef } from 'react';
import type { SharedImage } from '#shared/model/index.ts';
import { INBOX_TABLE_ID } from '../../app/focus-places.ts';
import { classNames } from '../../ui/class-names.ts';
import { CloudName } from '../../ui/cloud-name.tsx';
import { Bytes, When } from '../../ui/figures.tsx';
import { isNamed, named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';
import { offlineReason } from '../connections/abilities-now.ts';
import { useConnection } from '../connections/connections-store.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { AnsweringSign } from './answering-sign.tsx';
import { chooseAll, NOTHING_CHOSEN } from './inbox-selection.ts';
import { select, useInboxStore } from './inbox-store.ts';
import { clickShare, handleInboxKey } from './inbox-table-events.ts';
import { TAB_WORDS } from './inbox-words.ts';
import { OwnerName } from './owner-name.tsx';

const ROW_HEIGHTS = { comfortable: 38, compact: 30 } as const;
const COLUMNS = '34px minmax(0, 1.4fr) minmax(0, 1fr) minmax(86px, 0.6fr) 78px 70px 100px';
const HEADS = ['Image', 'From', 'Cloud', 'Size', 'Format', 'Changed'] as const;
const PLACEHOLDERS = [0, 1, 2, 3, 4];
const HEAD_HEIGHT = 31;

interface InboxTableProps {
  readonly images: readonly SharedImage[];
  /** The first answer is on its way: the table keeps its shape. */
  readonly waiting: boolean;
}

/** What others share, as a grid of rows that can be marked. Only what is in sight is drawn. */
export function InboxTable({ images, waiting }: InboxTableProps) {
  const tab = useInboxStore((state) => state.tab);
  const { chosen, focus } = useInboxStore((state) => state.selection);
  const height = ROW_HEIGHTS[useSettingsStore((state) => state.settings.density)];
  const current = images.findIndex((image) => imageKey(image) === focus);
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const lines = useVirtualizer({
    count: waiting ? 0 : images.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    scrollPaddingEnd: HEAD_HEIGHT,
    // The row of the keyboard is there wherever the list is scrolled: it is what is spoken.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      if (current < 0 || current >= range.count || indexes.includes(current)) return indexes;
      return [...indexes, current].toSorted((one, other) => one - other);
    },
  });
  useEffect(() => {
    if (height > 0) lines.measure();
  }, [height, lines]);
  useEffect(() => {
    if (current >= 0) lines.scrollToIndex(current, { align: 'auto' });
  }, [current, lines]);
  return (
    <div className="table-scroller" ref={scroller}>
      <table
        id={INBOX_TABLE_ID}
        className="table inbox-table"
        {...gridProps(current)}
        aria-label={`${TAB_WORDS[tab]} images`}
        aria-rowcount={waiting ? -1 : images.length + 1}
        aria-busy={waiting}
        style={{ '--columns': COLUMNS } as CSSProperties}
        onKeyDown={handleInboxKey}
        onClick={clickShare}
      >
        <thead className="table-head">
          <tr className="table-head-row">
            <th scope="col" className="table-head-cell inbox-head-check">
              <AllCheck images={images} />
            </th>
            {HEADS.map((head) => (
              <th
                key={head}
                scope="col"
                className={classNames('table-head-cell', head === 'Size' && 'table-cell-end')}
              >
                <span className="sort-button sort-button-plain">{head}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          className="table-body"
          style={{ height: (waiting ? PLACEHOLDERS.length : images.length) * height }}
        >
          {waiting &&
            PLACEHOLDERS.map((place) => <PlaceholderRow key={place} place={place} height={height} />)}
          {lines.getVirtualItems().map(({ index }) => {
            const image = images[index];
            return image === undefined ? null : (
              <ShareRow
                key={imageKey(image)}
                image={image}
                index={index}
                height={height}
                now={now}
                chosen={chosen.has(imageKey(image))}
                focused={index === current}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function AllCheck({ images }: { readonly images: readonly SharedImage[] }) {
  const count = useInboxStore((state) => state.selection.chosen.size);
  const all = images.length > 0 && count === images.length;
  return (
    <input
      type="checkbox"
      className="inbox-check"
      aria-label="Mark all"
      checked={all}
      ref={(element) => {
        if (element !== null) element.indeterminate = count > 0 && !all;
      }}
      disabled={images.length === 0}
      onChange={() => select((selection, rows) => (all ? NOTHING_CHOSEN : chooseAll(selection, rows)))}
    />
  );
}

interface ShareRowProps {
  readonly image: SharedImage;
  readonly index: number;
  readonly height: number;
  /** The page's clock, in milliseconds: with what cannot be reached stands since when. */
  readonly now: number;
  readonly chosen: boolean;
  readonly focused: boolean;
}

function ShareRow({ image, index, height, now, chosen, focused }: ShareRowProps) {
  const state = useConnection(image.connection);
  const away = offlineReason(state, now);
  const name = named(image.name, shortId(image.id));
  return (
    <tr
      id={`inbox-row-${index}`}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      title={away}
      className={classNames(
        'table-row',
        chosen && 'table-row-chosen',
        focused && 'table-row-focused',
        away !== undefined && 'inbox-row-away',
      )}
      style={rowStyle(index, height)}
    >
      <td className="table-cell inbox-cell-check">
        <input
          type="checkbox"
          className="inbox-check"
          tabIndex={-1}
          aria-label={`Mark ${visibleText(name)}`}
          checked={chosen}
          // The row's click does it, so that a check mark and its row never disagree.
          onChange={() => undefined}
        />
      </td>
      <td className="table-cell">
        <span className="name-cell">
          {isNamed(image.name) ? (
            <Plain className="image-name">{image.name}</Plain>
          ) : (
            <span className="name-none">
              no name <span className="mono">{shortId(image.id)}</span>
            </span>
          )}
          {image.status !== 'ready' && <StatusBadge image={image} />}
          <AnsweringSign image={image} />
        </span>
      </td>
      <td className="table-cell">
        {image.owner === null ? '–' : <OwnerName owner={image.owner} connection={image.connection} />}
      </td>
      <td className="table-cell">
        <CloudName name={image.connection} color={state?.profile.color ?? 0} />
      </td>
      <td className="table-cell table-cell-end">
        <Bytes value={image.sizeBytes} />
      </td>
      <td className="table-cell">{image.diskFormat === null ? '–' : <Plain>{image.diskFormat}</Plain>}</td>
      <td className="table-cell">
        <When iso={image.updatedAt ?? image.createdAt} />
      </td>
    </tr>
  );
}

function PlaceholderRow({ place, height }: { readonly place: number; readonly height: number }) {
  return (
    <tr className="table-row" style={rowStyle(place, height)}>
      <td className="table-cell" />
      {HEADS.map((head) => (
        <td key={head} className="table-cell">
          <span className="placeholder" />
        </td>
      ))}
    </tr>
  );
}

function rowStyle(index: number, height: number): CSSProperties {
  return { '--top': `${index * height}px`, height } as CSSProperties;
}

/** One place for the focus, one current row. */
function gridProps(row: number) {
  return {
    role: 'grid',
    tabIndex: 0,
    'aria-multiselectable': true,
    ...(row < 0 ? {} : { 'aria-activedescendant': `inbox-row-${row}` }),
  } as const;
}
