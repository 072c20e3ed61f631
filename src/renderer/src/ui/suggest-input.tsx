import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import { type Suggestion, SuggestionList } from './suggestion-options.tsx';

export type { Suggestion } from './suggestion-options.tsx';

interface SuggestInputProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What fits what was typed so far. May come later than the typing. */
  readonly suggestions: readonly Suggestion[];
  /** One of them was chosen. */
  readonly onChoose?: (value: string) => void;
  /** The focus left the field. */
  readonly onLeave?: () => void;
  readonly error?: string | undefined;
  readonly hint?: ReactNode;
  /** Why it cannot be changed. */
  readonly reason?: string | undefined;
  readonly isDisabled?: boolean;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
  /** Words, not something to be typed to the letter. */
  readonly isProse?: boolean;
  /**
   * It is not the value that stands in it but the beginning of the next one: emptied it shows all only when it
   * is asked to, and what is typed in full already is offered like the rest.
   */
  readonly isDraft?: boolean;
  /** A button that shows all: how it is called, and what is done besides. */
  readonly opener?: { readonly label: string; readonly onOpen: () => void };
}

/**
 * A line of text with what is usual offered beneath; anything else may be typed. Down and Up choose, Enter
 * accepts, Escape closes the offer; the focus stays in the field, and nothing else of the page is hidden.
 */
export function SuggestInput(props: SuggestInputProps) {
  const { label, value, onChange, suggestions, error, reason, autoFocus, opener } = props;
  const input = useRef<HTMLInputElement>(null);
  const ids = { input: useId(), list: useId(), note: useId() };
  const offer = useOffer(props);
  const note = error ?? reason ?? props.hint;
  const disabled = reason !== undefined || props.isDisabled === true;
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  return (
    <div className="field suggest" data-invalid={error === undefined ? undefined : true}>
      <label htmlFor={ids.input} className={classNames('label', props.hideLabel && 'visually-hidden')}>
        {label}
      </label>
      <div className="suggest-line">
        <input
          ref={input}
          id={ids.input}
          className={classNames('input', !props.isProse && 'mono')}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={offer.open}
          aria-controls={offer.open ? ids.list : undefined}
          aria-activedescendant={offer.chosen < 0 ? undefined : `${ids.list}-${offer.chosen}`}
          aria-describedby={note === undefined ? undefined : ids.note}
          aria-invalid={error !== undefined}
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          maxLength={props.maxLength}
          placeholder={props.placeholder}
          value={value}
          onChange={({ target }) => {
            onChange(target.value);
            offer.show(true);
          }}
          onBlur={() => {
            offer.show(false);
            props.onLeave?.();
          }}
          onKeyDown={offer.onKeyDown}
        />
        {opener !== undefined && (
          <button
            type="button"
            className="suggest-open"
            tabIndex={-1}
            aria-label={opener.label}
            disabled={disabled}
            // The focus stays where it is typed.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              input.current?.focus();
              offer.show(!offer.open, true);
            }}
          >
            <ChevronDown size={14} aria-hidden="true" />
          </button>
        )}
      </div>
      {offer.open && (
        <SuggestionList
          id={ids.list}
          label={label}
          suggestions={suggestions}
          chosen={offer.chosen}
          onAccept={offer.accept}
          anchor={input}
        />
      )}
      {note !== undefined && (
        <span id={ids.note} className={error === undefined ? 'field-hint' : 'field-error'}>
          {note}
        </span>
      )}
    </div>
  );
}

/** What is offered, and where the keyboard stands in it. */
function useOffer(props: SuggestInputProps) {
  const { value, onChange, onChoose = onChange, suggestions, isDraft = false, opener } = props;
  const [offered, setOffered] = useState<'no' | 'typed' | 'asked'>('no');
  const [active, setActive] = useState(-1);
  const wanted = offered === 'asked' || (offered === 'typed' && !(isDraft && value.trim() === ''));
  // A value that is the first of them needs no more.
  const settled = !isDraft && suggestions[0]?.value === value;
  const open = wanted && suggestions.length > 0 && !settled;
  const chosen = open ? Math.min(active, suggestions.length - 1) : -1;
  const show = (next: boolean, asked = false): void => {
    setOffered(next ? (asked ? 'asked' : 'typed') : 'no');
    setActive(-1);
    if (next && asked) opener?.onOpen();
  };
  const accept = (suggestion: Suggestion): void => {
    onChoose(suggestion.value);
    show(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const suggestion = suggestions[chosen];
    if (step !== undefined && !open) show(true, true);
    else if (step !== undefined) setActive(Math.max(-1, Math.min(chosen + step, suggestions.length - 1)));
    else if (event.key === 'Enter' && suggestion !== undefined) accept(suggestion);
    else if (event.key === 'Tab' && suggestion !== undefined) {
      // Takes it, and goes on to the next field.
      accept(suggestion);
      return;
    } else if (event.key === 'Escape' && open) show(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { open, chosen, show, accept, onKeyDown };
}
