import { X } from 'lucide-react';
import { useState } from 'react';
import { Button, Tag, TagGroup, TagList } from 'react-aria-components';
import { TokenInput } from './token-input.tsx';
import { withTokens } from './token-text.ts';
import { type Complete, useCompletion } from './use-completion.ts';
import { visibleText } from './visible-text.ts';

interface TokenEditorProps {
  readonly label: string;
  readonly tokens: readonly string[];
  readonly onChange: (tokens: readonly string[]) => void;
  readonly placeholder?: string | undefined;
  readonly hint?: string | undefined;
  /** Characters of one token. */
  readonly maxLength?: number | null | undefined;
  /** Tokens at most. */
  readonly most?: number | null | undefined;
  /** Proposes tokens for what is being typed. */
  readonly complete?: Complete | undefined;
  /** Why it cannot be used on this service. */
  readonly reason?: string | undefined;
}

/**
 * Tags as tokens: Enter or a comma adds one, several can be pasted at once, Backspace in the empty field takes
 * the last one away.
 */
export function TokenEditor(props: TokenEditorProps) {
  const { label, tokens, onChange, placeholder, maxLength, most, reason } = props;
  const [draft, setDraft] = useState('');
  const [problem, setProblem] = useState<string>();
  const found = useCompletion(draft, draft.trim() === '' ? undefined : props.complete);
  const add = (words: readonly string[]): void => {
    const added = withTokens(tokens, words, { maxLength, most });
    if (added.tokens.length !== tokens.length) onChange(added.tokens);
    setProblem(added.problem);
    // What is too long stays to be shortened.
    if (added.problem === undefined || words.length > 1) setDraft('');
  };
  return (
    <div className="field token-editor">
      <TokenInput
        label={label}
        draft={draft}
        onDraft={(text) => {
          setDraft(text);
          setProblem(undefined);
        }}
        onAdd={add}
        onBack={() => onChange(tokens.slice(0, -1))}
        placeholder={reason === undefined ? (placeholder ?? '') : ''}
        hint={reason ?? props.hint}
        error={reason === undefined ? problem : undefined}
        isDisabled={reason !== undefined}
        suggestions={found.filter(({ value }) => !tokens.includes(value))}
      />
      {tokens.length > 0 && (
        <TagGroup
          aria-label={label}
          {...(reason === undefined ? {} : { disabledKeys: tokens })}
          onRemove={(keys) => onChange(tokens.filter((token) => !keys.has(token)))}
        >
          <TagList className="tokens">
            {tokens.map((token) => (
              <Tag key={token} id={token} textValue={token} className="token">
                <bdi className="plain">{visibleText(token)}</bdi>
                {reason === undefined && (
                  <Button slot="remove" className="token-remove" aria-label={`Remove ${visibleText(token)}`}>
                    <X size={11} aria-hidden="true" />
                  </Button>
                )}
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
    </div>
  );
}
