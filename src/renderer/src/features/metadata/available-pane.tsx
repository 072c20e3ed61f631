import { Search } from 'lucide-react';
import { memo, type RefObject, useRef } from 'react';
import type { KnownProperty } from '#shared/properties/index.ts';
import { TextInput } from '../../ui/fields.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import type { AvailableLine } from './available-lines.ts';
import { AvailableTree } from './available-tree.tsx';
import { type Available, useAvailable } from './use-available.ts';
import { useListener } from './use-listener.ts';

interface AvailablePaneProps {
  readonly known: readonly KnownProperty[];
  /** Keys that the image has already. */
  readonly taken: ReadonlySet<string>;
  readonly keyProblem: (key: string) => string | undefined;
  readonly reason: string | undefined;
  /** The field to find in. */
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onAdd: (key: string) => void;
  /** The keyboard, or the pointer, looks at a property. */
  readonly onLook: (key: string) => void;
}

/** What an image may have, by group; found by key, by words, by what a person wants. Enter adds. */
export const AvailablePane = memo(function AvailablePane(props: AvailablePaneProps) {
  const { known, taken, keyProblem, reason, onAdd } = props;
  const available = useAvailable(props);
  const { find, setFind, word, found, lines, isExact, isCustom, setOpen } = available;
  const host = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLDivElement>(null);
  const add = (key: string): void => {
    if (reason === undefined && !taken.has(key) && keyProblem(key) === undefined) onAdd(key);
  };
  const act = (line: AvailableLine): void => {
    if (line.kind === 'group') setOpen(line.group, !line.open);
    else add(line.kind === 'custom' ? line.word : line.property.key);
  };
  useListener(field, 'keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    if (event.key === 'Enter' && (isExact || (isCustom && found.length === 0))) add(word);
    else goToBest(host.current, word !== '' && found.length > 0);
  });
  return (
    <section className="metadata-available" aria-label="Available properties">
      <header className="metadata-pane-head">
        <h3>Available</h3>
        <span className="muted">{word === '' ? known.length : `${found.length} of ${known.length}`}</span>
      </header>
      <div ref={field} className="metadata-find">
        <Search size={14} aria-hidden="true" />
        <TextInput
          label="Find a property by its key or by what you want"
          hideLabel
          autoFocus
          inputRef={props.search}
          placeholder="Key, or what you want: uefi, nested…"
          value={find}
          onChange={setFind}
        />
      </div>
      <AvailableTree
        scroller={host}
        lines={lines}
        taken={taken}
        reasonOf={(key) => reason ?? keyProblem(key)}
        onAct={act}
        onOpen={setOpen}
        onLook={props.onLook}
      >
        <FindWords {...available} isNothingKnown={known.length === 0} />
      </AvailableTree>
    </section>
  );
});

/** Down, or Enter in what names nothing exactly, goes to the best that was found: the first that is no heading. */
function goToBest(host: HTMLElement | null, isFound: boolean): void {
  host?.querySelector<HTMLElement>(isFound ? 'tr[data-property]' : 'tr[data-line]')?.focus();
}

interface FindWordsProps extends Pick<Available, 'word' | 'found' | 'problem'> {
  readonly isNothingKnown: boolean;
}

/** What became of the search, where it is not plain to see. */
function FindWords({ word, found, problem, isNothingKnown }: FindWordsProps) {
  if (word === '') {
    return isNothingKnown ? (
      <p className="metadata-nothing">Nothing describes properties here. Type a key of your own above.</p>
    ) : null;
  }
  return (
    <>
      {found.length === 0 && (
        <p className="metadata-nothing" role="status">
          Nothing known matches “{visibleText(word)}”.
        </p>
      )}
      {problem !== undefined && (found.length === 0 || !word.includes(' ')) && (
        <p className="metadata-nothing" role="status">
          “{visibleText(word)}” cannot be a key of your own: {problem}.
        </p>
      )}
    </>
  );
}
