import { ArrowLeft, ArrowRight, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { propertyOf } from '#shared/edits/edit-fields.ts';
import type { FieldWish } from '#shared/edits/index.ts';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { goneReason } from '../inspector/action-reasons.ts';
import { wishReason } from '../many/many-plan.ts';
import { cloudNow } from '../many/many-store.ts';
import { type CompareRow, type CompareSection, isDifference, type Pair, type Side } from './compare-rows.ts';
import { cellWords, emptyWords, rowName, STATE_SIGNS } from './compare-words.ts';
import { wishFor } from './property-wishes.ts';

interface CompareTableProps {
  readonly pair: Pair;
  readonly heads: readonly [ReactNode, ReactNode];
  readonly sections: readonly CompareSection[];
  readonly wishesOf: (side: Side) => ReadonlyMap<string, FieldWish> | undefined;
  readonly busy: boolean;
  readonly onWish: (side: Side, field: string, wish: FieldWish | undefined) => void;
}

/** Scrolled by keys even while nothing in it can be stood on. */
const BY_KEYS = { tabIndex: 0 } as const;

export function CompareTable(props: CompareTableProps) {
  const { heads, sections } = props;
  return (
    <section className="compare-scroll" aria-label="What they have" {...BY_KEYS}>
      <table className="compare-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Field</span>
            </th>
            <th scope="col">{heads[0]}</th>
            <th scope="col" className="compare-middle">
              <span className="visually-hidden">Alike or not</span>
            </th>
            <th scope="col">{heads[1]}</th>
          </tr>
        </thead>
        {sections.map(({ title, rows }) => (
          <tbody key={title}>
            <tr className="compare-section">
              <th scope="rowgroup" colSpan={4}>
                {title}
              </th>
            </tr>
            {rows.length === 0 ? (
              <tr>
                <td colSpan={4} className="muted">
                  Neither has any.
                </td>
              </tr>
            ) : (
              rows.map((row) => <Line key={row.field} {...props} row={row} />)
            )}
          </tbody>
        ))}
        {sections.length === 0 && (
          <tbody>
            <tr>
              <td colSpan={4} className="compare-none">
                They are alike in all that is compared.
              </td>
            </tr>
          </tbody>
        )}
      </table>
    </section>
  );
}

function Line({ row, pair, wishesOf, busy, onWish }: CompareTableProps & { readonly row: CompareRow }) {
  const { field, left, right, state } = row;
  const [sign, words] = STATE_SIGNS[state];
  const wishes = { left: wishesOf('left')?.get(field), right: wishesOf('right')?.get(field) };
  const takes = { field, busy, onWish };
  return (
    <tr className={classNames(isDifference(row) && 'compare-differs')}>
      <th scope="row">
        <bdi>{rowName(field)}</bdi>
      </th>
      <td>
        <Value field={field} value={left} wish={wishes.left} />
      </td>
      <td className="compare-middle">
        <Take {...takes} to="left" image={pair[0]} value={right} held={left} wish={wishes.left} />
        <span title={words}>
          <span aria-hidden="true">{sign}</span>
          <span className="visually-hidden">{words}</span>
        </span>
        <Take {...takes} to="right" image={pair[1]} value={left} held={right} wish={wishes.right} />
      </td>
      <td>
        <Value field={field} value={right} wish={wishes.right} />
      </td>
    </tr>
  );
}

interface ValueProps {
  readonly field: string;
  readonly value: JsonValue | undefined;
  readonly wish: FieldWish | undefined;
}

/** The value as it is; one that is to be another beside it. */
function Value({ field, value, wish }: ValueProps) {
  const words = cellWords(field, value);
  const mono = field === 'checksum' || field === 'owner';
  const before =
    words === undefined ? (
      <span className="muted">{emptyWords(field)}</span>
    ) : (
      <bdi className={mono ? 'mono' : ''}>{words}</bdi>
    );
  if (wish === undefined) return before;
  return (
    <span className="compare-wished">
      <s>{before}</s>
      <ins>
        <span className="visually-hidden">becomes </span>
        <bdi>{cellWords(field, wish.wanted) ?? 'empty'}</bdi>
      </ins>
    </span>
  );
}

interface TakeProps {
  readonly field: string;
  /** The side that gets the value, and its image. */
  readonly to: Side;
  readonly image: Image;
  readonly value: JsonValue | undefined;
  readonly held: JsonValue | undefined;
  readonly wish: FieldWish | undefined;
  readonly busy: boolean;
  readonly onWish: CompareTableProps['onWish'];
}

/** Takes a property over to one side, or leaves that again. An empty place where there is nothing to take. */
function Take({ field, to, image, value, held, wish, busy, onWish }: TakeProps) {
  const key = propertyOf(field);
  const which = to === 'left' ? 'first' : 'second';
  if (wish !== undefined) {
    return (
      <Button
        variant="icon"
        size="small"
        aria-label={`Leave ${visibleText(key ?? field)} of the ${which} as it is`}
        tip="Leave it as it is"
        {...(busy ? { reason: 'It is being sent' } : {})}
        onPress={() => onWish(to, field, undefined)}
      >
        <Undo2 size={13} aria-hidden="true" />
      </Button>
    );
  }
  const wanted = key === undefined ? undefined : wishFor(cloudNow(image.connection).capabilities, key, value);
  if (wanted === undefined || value === undefined || value === held || same(wanted.wanted, held)) {
    return <i className="compare-no-take" />;
  }
  const Sign = to === 'left' ? ArrowLeft : ArrowRight;
  return (
    <Button
      variant="icon"
      size="small"
      aria-label={`Take ${visibleText(key ?? field)} over to the ${which}`}
      tip={`Take it over to the ${which}`}
      reason={goneReason(image) ?? wishReason(cloudNow(image.connection), wanted)}
      onPress={() => onWish(to, field, wanted)}
    >
      <Sign size={13} aria-hidden="true" />
    </Button>
  );
}

function same(wanted: JsonValue | undefined, held: JsonValue | undefined): boolean {
  return held !== undefined && JSON.stringify(wanted) === JSON.stringify(held);
}
