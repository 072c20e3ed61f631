import { useState } from 'react';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { Plain } from '../../ui/plain.tsx';
import type { Suggestion } from '../../ui/suggest-input.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { type MemberSuggestion, type SuggestionSources, suggestMembers } from './member-suggestions.ts';

interface MemberComboProps {
  readonly placeholder: string;
  readonly sources: SuggestionSources;
  readonly onAdd: (memberIds: readonly string[]) => void;
  /** Backspace in the empty field. */
  readonly onBack: () => void;
  readonly onOpen: () => void;
  readonly isDisabled: boolean;
}

/** One line for ids, with whom one may mean beneath: Enter or a comma adds, several can be pasted at once. */
export function MemberCombo({ placeholder, sources, onAdd, onBack, onOpen, isDisabled }: MemberComboProps) {
  const [draft, setDraft] = useState('');
  const { partners, seen } = suggestMembers(sources, draft);
  const seenIn = `Seen in ${visibleText(sources.connection)}`;
  return (
    <TokenInput
      label="Share with"
      placeholder={placeholder}
      draft={draft}
      onDraft={(text) => {
        // Whom one may mean is asked for with the first letter.
        if (draft === '') onOpen();
        setDraft(text);
      }}
      onAdd={(words) => {
        if (words.length > 0) onAdd(words);
        setDraft('');
      }}
      onBack={onBack}
      isDisabled={isDisabled}
      maxLength={4000}
      opener={{ label: 'Show whom to choose from', onOpen }}
      suggestions={[
        ...partners.map((member) => asSuggestion(member, 'Address book')),
        ...seen.map((member) => asSuggestion(member, seenIn)),
      ]}
    />
  );
}

function asSuggestion({ memberId, name, color, note }: MemberSuggestion, group: string): Suggestion {
  return {
    value: memberId,
    note,
    group,
    text: (
      <span className="option-name">
        {color !== undefined && <CloudDot color={color} />}
        {name === undefined ? (
          <Plain className="mono">{memberId}</Plain>
        ) : (
          <>
            <Plain>{name}</Plain> <span className="mono muted">{shortId(memberId)}</span>
          </>
        )}
      </span>
    ),
  };
}
