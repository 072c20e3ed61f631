import { RotateCcw } from 'lucide-react';
import { type FieldWish, propertyField } from '#shared/edits/index.ts';
import type { KnownProperty } from '#shared/properties/known-property.ts';
import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { imagesWord } from '../catalog/group-words.ts';
import { propertyText } from '../inspector/image-changes.ts';
import { TypedInput } from '../metadata/typed-input.tsx';
import { startValue } from '../metadata/typed-value.ts';
import { unwish, wish } from './many-store.ts';
import { type SpreadValue, spreadWords } from './value-spread.ts';

interface ManyPropertyRowProps {
  readonly name: string;
  /** Which values the images have now. */
  readonly spread: readonly SpreadValue[];
  readonly known: KnownProperty | undefined;
  readonly wish: FieldWish | undefined;
  /** What is wrong with the value that is wished. */
  readonly problem: string | undefined;
  readonly setReason: string | undefined;
  readonly unsetReason: string | undefined;
}

const NOT_TEXT = 'Some have JSON here, which is no text: change it on one image at a time';

/** One property of many: what it is now, and what it shall be on all. */
export function ManyPropertyRow(props: ManyPropertyRowProps) {
  const { name, spread, known, wish: wanted, problem, setReason, unsetReason } = props;
  const field = propertyField(name);
  const most = spread.find(({ value }) => value !== undefined)?.value;
  const having = spread.reduce((sum, { value, images: count }) => sum + (value === undefined ? 0 : count), 0);
  // A text over a tree, or a number, would change its type without a word.
  const hasJson = spread.some(({ value }) => value !== undefined && typeof value !== 'string');
  const visible = visibleText(name);
  const now = spreadWords(field, spread);
  return (
    <li className="many-property">
      <span className="many-property-name">
        <Plain className="mono">{name}</Plain>
        <small className="muted" title={now}>
          {having === 0 ? 'On none of them yet' : now}
        </small>
      </span>
      {wanted === undefined ? (
        <span className="many-property-actions">
          <Button
            size="small"
            aria-label={`Set ${visible} on all`}
            reason={setReason ?? (hasJson ? NOT_TEXT : undefined)}
            onPress={() => wish(field, most === undefined ? startValue(known) : propertyText(most))}
          >
            Set…
          </Button>
          <Button
            size="small"
            variant="quiet"
            aria-label={`Remove ${visible} from all`}
            reason={unsetReason}
            onPress={() => wish(field, undefined)}
          >
            Remove
          </Button>
        </span>
      ) : (
        <span className="many-property-wish">
          {wanted.wanted === undefined ? (
            <span className="many-gone">Will be removed from {imagesWord(having)}</span>
          ) : (
            <TypedInput
              label={`${visible} on all`}
              known={known}
              value={propertyText(wanted.wanted)}
              error={problem}
              autoFocus
              onChange={(value) => wish(field, value)}
            />
          )}
          <Button
            variant="icon"
            size="small"
            aria-label={`Leave ${visible} as it is`}
            tip="Leave it as it is"
            onPress={() => unwish(field)}
          >
            <RotateCcw size={13} aria-hidden="true" />
          </Button>
        </span>
      )}
    </li>
  );
}
