import { type FormEvent, useState } from 'react';
import type { JsonValue } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { SelectInput, TextInput } from '../../ui/fields.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { draftOf, JSON_TYPE_LABELS, JSON_TYPES, type JsonType, jsonType, parseDraft } from './json-words.ts';
import { leaveForm } from './leave-form.ts';

/** Services take no longer keys. */
const KEY_LENGTH = 255;

interface ValueFormProps {
  /** What is done, in words: `Add to jingles`. */
  readonly title: string;
  /** A value in an object has a key; in a list it has none. */
  readonly asksKey: boolean;
  /** The key that it has now: another one renames it. */
  readonly heldKey?: string | undefined;
  /** How a new key is sent: set first and the old one removed after, or in one request. */
  readonly renames?: 'one by one' | 'at once';
  /** Where the keyboard begins. */
  readonly focus?: 'key' | 'value';
  readonly takenKeys: readonly string[];
  /** Why a key cannot be, beyond those taken. */
  readonly keyProblem?: ((key: string) => string | undefined) | undefined;
  readonly value: JsonValue | undefined;
  readonly busy: boolean;
  readonly onSave: (key: string, value: JsonValue) => void;
  readonly onCancel: () => void;
}

/** One value with its type, and its key. */
export function ValueForm(props: ValueFormProps) {
  const { title, asksKey, heldKey, renames, focus = 'key', value, busy, onSave, onCancel } = props;
  const [key, setKey] = useState(heldKey ?? '');
  // A key that stands is not trimmed: it may begin with a space.
  const wanted = key === heldKey ? key : key.trim();
  const renamed = heldKey !== undefined && wanted !== heldKey;
  const [type, setType] = useState<JsonType>(value === undefined ? 'text' : jsonType(value));
  const [draft, setDraft] = useState(value === undefined ? '' : draftOf(value));
  const parsed = parseDraft(type, draft);
  const keyError = asksKey ? keyProblemOf(props, wanted) : undefined;
  const unchanged = value !== undefined && !renamed && 'value' in parsed && sameJson(parsed.value, value);
  const reason =
    asksKey && wanted === ''
      ? 'It needs a key'
      : (keyError ?? ('problem' in parsed ? parsed.problem : unchanged ? 'Nothing changed yet' : undefined));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined && !busy && 'value' in parsed) onSave(wanted, parsed.value);
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
      onKeyDown={(event) => leaveForm(event, onCancel)}
    >
      <strong>{visibleText(title)}</strong>
      <div className="value-form-line">
        {asksKey && (
          <TextInput
            label="Key"
            mono
            autoFocus={focus === 'key'}
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
      <DraftInput type={type} draft={draft} autoFocus={!asksKey || focus === 'value'} onChange={setDraft} />
      {renamed && keyError === undefined && wanted !== '' && (
        <p className="field-hint">
          {renames === 'at once'
            ? 'What is around it is sent once, with the new key.'
            : '2 requests: the new key is set with the whole value first, then the old one is deleted. If the second fails the value stands under both.'}
        </p>
      )}
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

function keyProblemOf({ takenKeys, keyProblem, heldKey }: ValueFormProps, name: string): string | undefined {
  if (name === heldKey) return undefined;
  if (takenKeys.includes(name)) return 'There is this key already: change that one, or take another name';
  if (name === '__proto__') return 'A key cannot be named __proto__';
  return keyProblem?.(name);
}

function sameJson(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
