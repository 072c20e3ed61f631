import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { visibleText } from '../../ui/visible-text.ts';

export interface Suggestion {
  readonly value: string;
  /** Beside it: what it means. */
  readonly note?: string | undefined;
}

interface SuggestInputProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What fits what was typed so far. */
  readonly suggestions: readonly Suggestion[];
  /** One of them was chosen. */
  readonly onChoose?: (value: string) => void;
  readonly error?: string | undefined;
  /** Why it cannot be changed. */
  readonly reason?: string | undefined;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}

/**
 * A line of text with what is usual offered beneath; anything else may be typed. Down and Up choose, Enter
 * accepts, Escape closes the offer; the focus stays in the field.
 */
export function SuggestInput(props: SuggestInputProps) {
  const { label, value, onChange, onChoose = onChange, suggestions, error, reason, autoFocus } = props;
  const [offered, setOffered] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const ids = { input: useId(), list: useId(), error: useId() };
  const open = offered && suggestions.length > 0 && suggestions[0]?.value !== value;
  const chosen = open ? Math.min(active, suggestions.length - 1) : -1;
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  useEffect(() => {
    if (chosen >= 0) list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const offer = (next: boolean): void => {
    setOffered(next);
    setActive(-1);
  };
  const accept = (suggestion: Suggestion): void => {
    onChoose(suggestion.value);
    offer(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const suggestion = suggestions[chosen];
    if (step !== undefined && !open) offer(true);
    else if (step !== undefined) setActive(Math.max(-1, Math.min(chosen + step, suggestions.length - 1)));
    else if (event.key === 'Enter' && suggestion !== undefined) accept(suggestion);
    else if (event.key === 'Escape' && open) offer(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="field suggest" data-invalid={error === undefined ? undefined : true}>
      <label htmlFor={ids.input} className={classNames('label', props.hideLabel && 'visually-hidden')}>
        {label}
      </label>
      <input
        ref={input}
        id={ids.input}
        className="input mono"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? ids.list : undefined}
        aria-activedescendant={chosen < 0 ? undefined : `${ids.list}-${chosen}`}
        aria-describedby={(error ?? reason) === undefined ? undefined : ids.error}
        aria-invalid={error !== undefined}
        autoComplete="off"
        spellCheck={false}
        disabled={reason !== undefined}
        placeholder={props.placeholder}
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
          offer(true);
        }}
        onBlur={() => offer(false)}
        onKeyDown={onKeyDown}
      />
      {open && (
        <div ref={list} id={ids.list} role="listbox" aria-label={label} className="suggestions" tabIndex={-1}>
          {suggestions.map((suggestion, index) => (
            <div
              key={suggestion.value}
              id={`${ids.list}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={classNames('suggestion', index === chosen && 'suggestion-active')}
              // Before the field loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                accept(suggestion);
              }}
            >
              <bdi className="mono">{visibleText(suggestion.value)}</bdi>
              {suggestion.note !== undefined && <small>{visibleText(suggestion.note)}</small>}
            </div>
          ))}
        </div>
      )}
      {(error ?? reason) !== undefined && (
        <span id={ids.error} className={error === undefined ? 'field-hint' : 'field-error'}>
          {error ?? reason}
        </span>
      )}
    </div>
  );
}
