import { X } from 'lucide-react';
import { useState } from 'react';
import { Button, Input, Label, Tag, TagGroup, TagList, Text, TextField } from 'react-aria-components';
import { visibleText } from './visible-text.ts';

interface TokenEditorProps {
  readonly label: string;
  readonly tokens: readonly string[];
  readonly onChange: (tokens: readonly string[]) => void;
  readonly placeholder?: string | undefined;
  readonly hint?: string | undefined;
  readonly maxLength?: number | undefined;
  /** Why it cannot be used on this service. */
  readonly reason?: string | undefined;
}

/** Tags as tokens: Enter or a comma adds one, Backspace in the empty field takes the last one away. */
export function TokenEditor(props: TokenEditorProps) {
  const { label, tokens, onChange, placeholder, maxLength, reason } = props;
  const hint = reason ?? props.hint;
  const [draft, setDraft] = useState('');
  const add = (): void => {
    const added = draft.split(',').map((part) => part.trim());
    const next = [...new Set([...tokens, ...added.filter((part) => part !== '')])];
    if (next.length !== tokens.length) onChange(next);
    setDraft('');
  };
  return (
    <div className="field token-editor">
      <TextField
        value={draft}
        isDisabled={reason !== undefined}
        onChange={setDraft}
        onBlur={add}
        {...(maxLength === undefined ? {} : { maxLength })}
        onKeyDown={(event) => {
          if ((event.key === 'Enter' || event.key === ',') && draft.trim() !== '') {
            event.preventDefault();
            add();
          } else if (event.key === 'Backspace' && draft === '') onChange(tokens.slice(0, -1));
          else event.continuePropagation();
        }}
      >
        <Label className="label">{label}</Label>
        <Input className="input" placeholder={reason === undefined ? (placeholder ?? '') : ''} />
        {hint !== undefined && (
          <Text slot="description" className="field-hint">
            {hint}
          </Text>
        )}
      </TextField>
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
