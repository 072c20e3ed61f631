import { useEffect, useRef } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { visibleText } from '../../ui/visible-text.ts';
import type { Suggestion } from './suggestions.ts';

interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly onAccept: (suggestion: Suggestion) => void;
}

/** What could be typed next. The focus stays in the field, which says which one is meant. */
export function SuggestionList({ id, suggestions, active, onAccept }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="search-suggestions popover">
      <div ref={list} id={id} role="listbox" aria-label="Suggestions" className="list-box" tabIndex={-1}>
        {suggestions.map((suggestion, index) => (
          <div
            key={suggestion.insert}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={classNames(
              'list-item search-suggestion',
              index === active && 'search-suggestion-active',
            )}
            // Before the field loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              onAccept(suggestion);
            }}
          >
            <bdi className="search-suggestion-label">{visibleText(suggestion.label)}</bdi>
            {suggestion.meaning !== undefined && <span className="muted">{suggestion.meaning}</span>}
            {suggestion.images !== undefined && (
              <small className="figure" title={`${formatCount(suggestion.images)} images`}>
                {formatCount(suggestion.images)}
              </small>
            )}
          </div>
        ))}
      </div>
      <p className="search-keys" aria-hidden="true">
        ↑↓ choose · Tab accepts · Esc closes
      </p>
    </div>
  );
}
