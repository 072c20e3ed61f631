import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { parseSearch } from '#shared/search/index.ts';
import { showView } from '../../app/app-store.ts';
import { focusTable, SEARCH_ID } from '../../app/focus-places.ts';
import { setListQuery, useCatalogStore } from '../catalog/catalog-store.ts';
import { SearchMirror } from './search-mirror.tsx';
import { isBeingTyped, searchPieces } from './search-pieces.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { type Suggestion, withSuggestion } from './suggestions.ts';
import { useSuggestions } from './use-suggestions.ts';

/** As the contract has it. */
const LONGEST = 1024;
/** Nobody is told of a mistake in the middle of a word. */
const SETTLED_MS = 600;

/** Looks for what was typed, at once. */
export function searchFor(search: string): void {
  setListQuery({ search });
  if (search !== '') showView('images');
}

/** The field itself: one text, tinted where it is understood, with what could be typed next beneath. */
export function SearchInput() {
  const text = useCatalogStore((state) => state.query.search);
  const cloud = useCatalogStore((state) => state.query.connection);
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(0);
  const [offered, setOffered] = useState(false);
  const [active, setActive] = useState(-1);
  const [scrolled, setScrolled] = useState(0);
  const settled = useSettled(text);
  const ids = { list: useId(), problem: useId() };

  const query = parseSearch(text, Date.now());
  const problems = settled
    ? query.problems
    : query.problems.filter((problem) => !isBeingTyped(problem, caret));
  const { place, suggestions } = useSuggestions(text, offered ? caret : undefined);
  const open = offered && suggestions.length > 0;
  const chosen = open ? active : -1;

  const offer = (next: boolean): void => {
    setOffered(next);
    setActive(-1);
  };
  const accept = (suggestion: Suggestion): void => {
    if (place === undefined) return;
    const next = withSuggestion(text, place, suggestion);
    searchFor(next.text);
    offer(suggestion.goesOn);
    setCaret(next.caret);
    // After the field has taken the text over.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const asked = (event.altKey && event.key === 'ArrowDown') || (event.ctrlKey && event.key === ' ');
    if (asked) offer(true);
    else if (open && steps !== undefined) setActive(stepped(chosen, steps, suggestions.length));
    else if (event.key === 'ArrowDown' || (event.key === 'Enter' && chosen < 0)) focusTable();
    else if (open && ((event.key === 'Tab' && !event.shiftKey) || event.key === 'Enter')) {
      const suggestion = suggestions[Math.max(0, chosen)];
      if (suggestion !== undefined) accept(suggestion);
    } else if (event.key === 'Escape' && open) offer(false);
    else if (event.key === 'Escape' && text !== '') searchFor('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="search-field">
      <SearchMirror pieces={searchPieces(text, query, problems)} scrolled={scrolled} />
      <input
        ref={input}
        id={SEARCH_ID}
        type="search"
        aria-label="Search images"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={open ? ids.list : undefined}
        aria-activedescendant={chosen < 0 ? undefined : `${ids.list}-${chosen}`}
        aria-describedby={problems.length > 0 ? ids.problem : undefined}
        aria-invalid={problems.length > 0}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={LONGEST}
        value={text}
        placeholder={cloud === undefined ? 'Search all clouds' : `Search ${cloud}`}
        onChange={({ target }) => {
          setCaret(target.selectionStart ?? target.value.length);
          searchFor(target.value);
          offer(target.value.trim() !== '' && !/\s$/.test(target.value.slice(0, target.selectionStart ?? 0)));
        }}
        onSelect={({ currentTarget }) => {
          const at = currentTarget.selectionStart ?? 0;
          if (at !== caret) setActive(-1);
          setCaret(at);
        }}
        onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollLeft)}
        onBlur={() => offer(false)}
        onKeyDown={onKeyDown}
      />
      <div className="search-beneath">
        {open && <SuggestionList id={ids.list} suggestions={suggestions} active={chosen} onAccept={accept} />}
        <div id={ids.problem} className="search-problem" role="status">
          {problems.map(({ span, message }) => (
            <p key={span.start}>{message}</p>
          ))}
        </div>
      </div>
    </div>
  );
}

/** The next of `count`, through "none" (-1) at either end. */
function stepped(from: number, steps: number, count: number): number {
  return ((from + 1 + steps + count + 1) % (count + 1)) - 1;
}

/** Whether nobody typed for a moment. */
function useSettled(text: string): boolean {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled === text;
}
