import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  Button,
  ComboBox,
  Header,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
} from 'react-aria-components';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { Plain } from '../../ui/plain.tsx';
import { wordsOf } from '../../ui/token-text.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import {
  type MemberSuggestion,
  type SuggestionGroups,
  type SuggestionSources,
  suggestMembers,
} from './member-suggestions.ts';

interface MemberComboProps {
  readonly placeholder: string;
  readonly sources: SuggestionSources;
  readonly onAdd: (memberIds: readonly string[]) => void;
  /** Backspace in the empty field. */
  readonly onBack: () => void;
  readonly onOpen: () => void;
  readonly isDisabled: boolean;
}

const NOBODY: SuggestionGroups = { partners: [], seen: [] };

/** One line for ids, with whom one may mean beneath: Enter or a comma adds, several can be pasted at once. */
export function MemberCombo({ placeholder, sources, onAdd, onBack, onOpen, isDisabled }: MemberComboProps) {
  const [draft, setDraft] = useState('');
  // The box would write the chosen option into its field, which is for the next one.
  const chosen = useRef<string>(undefined);
  // For a moment there is nobody to choose from: that closes the list over what comes next.
  const [added, setAdded] = useState(false);
  useEffect(() => {
    if (added) setAdded(false);
  }, [added]);
  const { partners, seen } = added ? NOBODY : suggestMembers(sources, draft);
  const add = (words: readonly string[]): void => {
    if (words.length > 0) {
      onAdd(words);
      setAdded(true);
    }
    setDraft('');
  };
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    // An option that the keyboard stands on is what Enter means.
    const onOption = event.target.getAttribute('aria-activedescendant') !== null;
    if ((event.key === ',' || (event.key === 'Enter' && !onOption)) && draft.trim() !== '') {
      event.preventDefault();
      event.stopPropagation();
      add(wordsOf(draft));
    } else if (event.key === 'Backspace' && draft === '') onBack();
  };
  return (
    <div
      onKeyDownCapture={onKeyDownCapture}
      onPaste={(event) => {
        const words = wordsOf(event.clipboardData.getData('text'));
        if (words.length < 2) return;
        event.preventDefault();
        add([...wordsOf(draft), ...words]);
      }}
    >
      <ComboBox
        className="field"
        allowsCustomValue
        // An emptied field shows all only when it is asked to.
        menuTrigger={draft.trim() === '' ? 'manual' : 'input'}
        value={null}
        inputValue={draft}
        defaultFilter={() => true}
        isDisabled={isDisabled}
        onOpenChange={(open) => open && onOpen()}
        onInputChange={(text) => {
          if (text !== chosen.current) setDraft(text);
          chosen.current = undefined;
        }}
        onChange={(key) => {
          if (key === null) return;
          chosen.current = String(key);
          add([String(key)]);
        }}
        onBlur={() => add(wordsOf(draft))}
      >
        <Label className="label">Share with</Label>
        <div className="combo">
          <Input className="input" placeholder={placeholder} spellCheck={false} maxLength={4000} />
          <Button className="combo-open" aria-label="Show whom to choose from">
            <ChevronDown size={14} aria-hidden="true" />
          </Button>
        </div>
        <Popover className="popover select-popover" offset={4}>
          <ListBox className="list-box">
            {partners.length > 0 && <Options title="Address book" options={partners} />}
            {seen.length > 0 && (
              <Options title={`Seen in ${visibleText(sources.connection)}`} options={seen} />
            )}
          </ListBox>
        </Popover>
      </ComboBox>
    </div>
  );
}

function Options({
  title,
  options,
}: {
  readonly title: string;
  readonly options: readonly MemberSuggestion[];
}) {
  return (
    <ListBoxSection>
      <Header className="list-head">{title}</Header>
      {options.map(({ memberId, name, color, note }) => (
        <ListBoxItem key={memberId} id={memberId} textValue={memberId} className="list-item">
          {color !== undefined && <CloudDot color={color} />}
          <span className="list-item-text">
            {name === undefined ? (
              <Plain className="mono">{memberId}</Plain>
            ) : (
              <span className="option-name">
                <Plain>{name}</Plain> <span className="mono muted">{shortId(memberId)}</span>
              </span>
            )}
            {note !== undefined && <small>{note}</small>}
          </span>
        </ListBoxItem>
      ))}
    </ListBoxSection>
  );
}
