import type { ClipboardEvent, KeyboardEvent, ReactNode } from 'react';
import { SuggestInput, type Suggestion } from './suggest-input.tsx';
import { wordsOf } from './token-text.ts';

interface TokenInputProps {
  readonly label: string;
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  /** Words that were entered, or chosen. */
  readonly onAdd: (words: readonly string[]) => void;
  /** Backspace in the empty field. */
  readonly onBack: () => void;
  readonly placeholder: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly isDisabled: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly maxLength?: number;
  readonly opener?: { readonly label: string; readonly onOpen: () => void };
}

/** The field that tokens are typed into: Enter or a comma adds, several can be pasted, some are proposed. */
export function TokenInput({ draft, onDraft, onAdd, onBack, ...field }: TokenInputProps) {
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLInputElement) || event.nativeEvent.isComposing) return;
    // An option that the keyboard stands on is what Enter means.
    const onOption = event.target.getAttribute('aria-activedescendant') !== null;
    if ((event.key === ',' || (event.key === 'Enter' && !onOption)) && draft.trim() !== '') {
      event.preventDefault();
      event.stopPropagation();
      onAdd(wordsOf(draft));
    } else if (event.key === 'Backspace' && draft === '') onBack();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const words = wordsOf(event.clipboardData.getData('text'));
    if (words.length < 2) return;
    event.preventDefault();
    onAdd([...wordsOf(draft), ...words]);
  };
  return (
    <div onKeyDownCapture={onKeyDownCapture} onPaste={onPaste}>
      <SuggestInput
        isProse
        isDraft
        {...field}
        value={draft}
        onChange={onDraft}
        onChoose={(value) => onAdd([value])}
        onLeave={() => onAdd(wordsOf(draft))}
      />
    </div>
  );
}
