import { type FormEvent, useState } from 'react';
import type { JsonValue } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { SelectInput, TextInput } from '../../ui/fields.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { draftOf, JSON_TYPE_LABELS, JSON_TYPES, type JsonType, jsonType, parseDraft } from './json-words.ts';

/** Services take no longer keys. */
const KEY_LENGTH = 255;

interface ValueFormProps {
  /** What is done, in words: `Add to jingles`. */
  readonly title: string;
  /** A new value is asked for its key; in a list it has none. */
  readonly asksKey: boolean;
  readonly takenKeys: readonly string[];
  /** Why a key cannot be, beyond those taken. */
  readonly keyProblem?: ((key: string) => string | undefined) | undefined;
  readonly value: JsonValue | undefined;
  readonly busy: boolean;
  readonly onSave: (key: string, value: JsonValue) => void;
  readonly onCancel: () => void;
}

/** One value with its type, and its key where it is a new one. */
export function ValueForm(props: ValueFormProps) {
  const { title, asksKey, value, busy, onSave, onCancel } = props;
  const [key, setKey] = useState('');
  const [type, setType] = useState<JsonType>(value === undefined ? 'text' : jsonType(value));
  const [draft, setDraft] = useState(value === undefined ? '' : draftOf(value));
  const parsed = parseDraft(type, draft);
  const keyError = asksKey ? keyProblemOf(props, key) : undefined;
  const unchanged = value !== undefined && 'value' in parsed && sameJson(parsed.value, value);
  const reason =
    asksKey && key.trim() === ''
      ? 'It needs a key'
      : (keyError ?? ('problem' in parsed ? parsed.problem : unchanged ? 'Nothing changed yet' : undefined));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined && 'value' in parsed) onSave(key.trim(), parsed.value);
  };
  const chooseType = (next: JsonType): void => {
    setType(next);
    if (next === 'boolean' && draft !== 'true') setDraft('false');
  };
  return (
    <form
      className="card value-form"
      aria-label={title}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <strong>{visibleText(title)}</strong>
      <div className="value-form-line">
        {asksKey && (
          <TextInput
            label="Key"
            mono
            autoFocus
            maxLength={KEY_LENGTH}
            value={key}
            error={keyError}
            onChange={setKey}
          />
        )}
        <SelectInput
          label="Type"
          value={type}
          choices={JSON_TYPES.map((each) => ({ value: each, label: JSON_TYPE_LABELS[each] }))}
          onChange={chooseType}
        />
      </div>
      <DraftInput type={type} draft={draft} autoFocus={!asksKey} onChange={setDraft} />
      <div className="form-actions">
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
        <Button size="small" variant="primary" type="submit" isPending={busy} reason={reason}>
          {value === undefined ? 'Add' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

interface DraftInputProps {
  readonly type: JsonType;
  readonly draft: string;
  readonly autoFocus: boolean;
  readonly onChange: (draft: string) => void;
}

function DraftInput({ type, draft, autoFocus, onChange }: DraftInputProps) {
  if (type === 'null') return null;
  if (type === 'boolean') {
    return (
      <SelectInput
        label="Value"
        value={draft === 'true' ? 'true' : 'false'}
        choices={[
          { value: 'true', label: 'true' },
          { value: 'false', label: 'false' },
        ]}
        onChange={onChange}
      />
    );
  }
  const parts = type === 'object' || type === 'list';
  return (
    <TextInput
      label={parts ? 'Value, as JSON' : 'Value'}
      mono
      autoFocus={autoFocus}
      value={draft}
      placeholder={type === 'list' ? '[]' : type === 'object' ? '{}' : undefined}
      {...(parts || draft.includes('\n') ? { rows: 4 } : {})}
      onChange={onChange}
    />
  );
}

function keyProblemOf({ takenKeys, keyProblem }: ValueFormProps, key: string): string | undefined {
  const name = key.trim();
  if (takenKeys.includes(name)) return 'It has this key already';
  if (name === '__proto__') return 'A key cannot be named __proto__';
  return keyProblem?.(name);
}

function sameJson(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
