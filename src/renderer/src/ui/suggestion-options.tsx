import { Fragment, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { classNames } from './class-names.ts';
import { usePopupPlace } from './use-popup-place.ts';
import { visibleText } from './visible-text.ts';

/** Something that can be chosen instead of being typed. */
export interface Suggestion {
  readonly value: string;
  /** What stands in the list; the value itself if left out. */
  readonly text?: ReactNode;
  /** Beside it: what it means. */
  readonly note?: string | undefined;
  /** The head over it and over those of the same group that follow. */
  readonly group?: string | undefined;
}

interface SuggestionListProps {
  readonly id: string;
  readonly label: string;
  readonly suggestions: readonly Suggestion[];
  /** Where the keyboard stands; -1: nowhere. */
  readonly chosen: number;
  readonly onAccept: (suggestion: Suggestion) => void;
  /** What it stands beside. */
  readonly anchor: RefObject<HTMLElement | null>;
}

/** What a field offers, over the page beside it. The focus stays in the field. */
export function SuggestionList({ id, label, suggestions, chosen, onAccept, anchor }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  usePopupPlace(list, anchor);
  const active = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen >= 0) active.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div
      ref={list}
      popover="manual"
      id={id}
      role="listbox"
      aria-label={label}
      className="suggestions"
      tabIndex={-1}
      // Nothing in it takes the focus from the field, its scroll bar neither.
      onMouseDown={(event) => event.preventDefault()}
    >
      {suggestions.map((suggestion, index) => {
        const { value, text, note, group } = suggestion;
        return (
          <Fragment key={value}>
            {group !== undefined && group !== suggestions[index - 1]?.group && (
              <div role="presentation" className="suggestion-head">
                {group}
              </div>
            )}
            <div
              ref={index === chosen ? active : undefined}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={classNames('suggestion', index === chosen && 'suggestion-active')}
              // Before the field loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                onAccept(suggestion);
              }}
            >
              {text ?? <bdi className="mono">{visibleText(value)}</bdi>}
              {note !== undefined && <small>{visibleText(note)}</small>}
            </div>
          </Fragment>
        );
      })}
    </div>
  );
}
