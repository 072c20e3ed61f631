import { Check, ChevronRight, Plus } from 'lucide-react';
import { memo } from 'react';
import type { KnownProperty } from '#shared/properties/index.ts';
import { classNames } from '../../ui/class-names.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import type { AvailableLine } from './available-lines.ts';
import { EffectBadges } from './effect-badges.tsx';

interface AvailableRowProps {
  readonly line: AvailableLine;
  readonly index: number;
  /** Where it stands, in pixels. */
  readonly top: number;
  /** The keyboard comes here. */
  readonly stand: boolean;
  readonly isTaken: boolean;
  /** Why the property cannot be added. */
  readonly reason: string | undefined;
  /** Takes in how high it is drawn. */
  readonly measure: (element: HTMLElement | null) => void;
}

/** A group, a property to add, or a key of one's own. */
export const AvailableRow = memo(function AvailableRow(props: AvailableRowProps) {
  const { line, index, top, stand, isTaken, reason, measure } = props;
  return (
    <tr
      {...rowProps(line, index, stand)}
      ref={measure}
      className={classNames('metadata-item', `metadata-${line.kind}`, isTaken && 'metadata-taken')}
      style={{ top }}
    >
      {line.kind === 'group' && <GroupCells group={line.group} count={line.count} open={line.open} />}
      {line.kind === 'custom' && <CustomCell word={line.word} />}
      {line.kind === 'property' && (
        <PropertyCells property={line.property} isTaken={isTaken} reason={reason} />
      )}
    </tr>
  );
});

interface GroupCellsProps {
  readonly group: string;
  readonly count: number;
  readonly open: boolean;
}

function GroupCells({ group, count, open }: GroupCellsProps) {
  return (
    <>
      <td className="metadata-item-text">
        <span className={classNames('tree-chevron', open && 'tree-chevron-open')}>
          <ChevronRight size={13} aria-hidden="true" />
        </span>
        <Plain>{group}</Plain>
      </td>
      <td className="muted">{count}</td>
    </>
  );
}

function CustomCell({ word }: { readonly word: string }) {
  return (
    <td className="metadata-item-text">
      <Plus size={13} aria-hidden="true" /> Add <Plain className="mono">{word}</Plain> as a key of your own
    </td>
  );
}

interface PropertyCellsProps {
  readonly property: KnownProperty;
  readonly isTaken: boolean;
  readonly reason: string | undefined;
}

function PropertyCells({ property, isTaken, reason }: PropertyCellsProps) {
  const { key, title, affects } = property;
  return (
    <>
      <td className="metadata-item-text">
        <Plain className="metadata-title">{title ?? key}</Plain>
        <span className="metadata-key-line">
          <Plain className="mono muted">{key}</Plain>
          <EffectBadges affects={affects} />
        </span>
      </td>
      <td>
        {isTaken ? (
          <Check size={14} role="img" aria-label="On the image already" />
        ) : (
          // For the pointer, whose click the row takes: the keyboard has Enter.
          <button
            type="button"
            tabIndex={-1}
            className="button button-icon button-small"
            aria-label={`Add ${visibleText(key)}`}
            aria-disabled={reason === undefined ? undefined : true}
            title={reason}
          >
            <Plus size={14} aria-hidden="true" />
          </button>
        )}
      </td>
    </>
  );
}

function rowProps(line: AvailableLine, index: number, stand: boolean) {
  return {
    tabIndex: stand ? 0 : -1,
    'data-line': line.id,
    'data-index': index,
    'aria-rowindex': index + 1,
    'aria-level': line.level,
    'aria-posinset': line.place,
    'aria-setsize': line.siblings,
    ...(line.kind === 'property' ? { 'data-property': line.property.key } : {}),
    ...(line.branch ? { 'aria-expanded': line.open } : {}),
  } as const;
}
