import { Trash2, Undo2 } from 'lucide-react';
import { memo } from 'react';
import type { KnownProperty } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { propertyText } from '../inspector/image-changes.ts';
import { leaveButton } from './entry-keys.ts';
import { TypedInput } from './typed-input.tsx';
import type { Entry } from './working-copy.ts';

/** What can be done with a property of the image. */
export interface EntryActions {
  readonly onValue: (key: string, value: string) => void;
  readonly onRemove: (key: string) => void;
  readonly onRevert: (key: string) => void;
}

/** Each of its own, so that a row is drawn anew only when something of it is another. */
interface EntryRowProps extends Omit<Entry, 'key'>, EntryActions {
  readonly name: string;
  readonly index: number;
  readonly known: KnownProperty | undefined;
  readonly problem: string | undefined;
  /** Why it can neither be set nor removed. */
  readonly setReason: string | undefined;
  readonly unsetReason: string | undefined;
  /** The keyboard comes here. */
  readonly isActive: boolean;
  /** Takes in how high it is drawn. */
  readonly measure: (element: HTMLElement | null) => void;
}

/** One property of the image: its name, the editor of its type, and what becomes of it. */
export const EntryRow = memo(function EntryRow(props: EntryRowProps) {
  const { name, index, state, known, isActive, measure } = props;
  return (
    <tr
      ref={measure}
      tabIndex={isActive ? 0 : -1}
      data-entry={name}
      data-index={index}
      aria-rowindex={index + 1}
      className={classNames('metadata-row', `metadata-row-${state}`)}
    >
      <th scope="row" className="metadata-row-key">
        {known?.title != null && <Plain className="metadata-title">{known.title}</Plain>}
        <Plain className={known === undefined ? 'mono' : 'mono muted'}>{name}</Plain>
      </th>
      <ValueCell {...props} />
      <ActionsCell {...props} />
    </tr>
  );
});

function ValueCell(props: EntryRowProps) {
  const { name, value, before, state, known, problem, setReason, onValue } = props;
  if (state === 'removed') {
    return (
      <td className="metadata-row-value">
        <s className="mono muted">
          <Plain>{propertyText(value)}</Plain>
        </s>
      </td>
    );
  }
  const was = state === 'changed' && before !== undefined ? propertyText(before) : undefined;
  return (
    <td className="metadata-row-value">
      <TypedInput
        label={visibleText(name)}
        known={known}
        value={propertyText(value)}
        error={state === 'kept' ? undefined : problem}
        reason={setReason}
        onChange={(next) => onValue(name, next)}
      />
      {state === 'kept' && problem !== undefined && <small className="metadata-doubt">{problem}</small>}
      {was !== undefined && (
        <small className="muted">
          was <Plain className="mono">{was === '' ? 'empty' : was}</Plain>
        </small>
      )}
    </td>
  );
}

const STATE_WORDS = { kept: undefined, added: 'added', changed: 'changed', removed: 'removed' } as const;

function ActionsCell({ name, state, unsetReason, onRevert, onRemove }: EntryRowProps) {
  const shown = visibleText(name);
  return (
    <td className="metadata-row-actions">
      {STATE_WORDS[state] !== undefined && (
        <span className={`change-word change-${state}`}>{STATE_WORDS[state]}</span>
      )}
      {(state === 'changed' || state === 'removed') && (
        <Button
          variant="icon"
          size="small"
          aria-label={`Take the change of ${shown} back`}
          tip="Take it back"
          onPress={({ target }) => {
            leaveButton(target, false);
            onRevert(name);
          }}
        >
          <Undo2 size={14} aria-hidden="true" />
        </Button>
      )}
      {state !== 'removed' && (
        <Button
          variant="icon"
          size="small"
          aria-label={`Remove ${shown}`}
          tip="Remove (Delete)"
          reason={state === 'added' ? undefined : unsetReason}
          onPress={({ target }) => {
            leaveButton(target, state === 'added');
            onRemove(name);
          }}
        >
          <Trash2 size={14} aria-hidden="true" />
        </Button>
      )}
    </td>
  );
}
