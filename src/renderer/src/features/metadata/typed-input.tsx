import { booleanOf, booleanText, type KnownProperty } from '#shared/properties/index.ts';
import { SelectInput, SwitchInput, TextInput } from '../../ui/fields.tsx';
import { SuggestInput } from '../../ui/suggest-input.tsx';
import { TokenEditor } from '../../ui/token-editor.tsx';
import { choicesOf, editorKind, listItems, listText, rangeWords } from './typed-value.ts';

interface TypedInputProps {
  readonly label: string;
  /** What is known of the property; free text where nothing is. */
  readonly known: KnownProperty | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  /** Why it cannot be changed. */
  readonly reason?: string | undefined;
  readonly autoFocus?: boolean;
}

const LONG = 60;

/** The value of one property, entered as what it is. The label is for screen readers: the key stands beside it. */
export function TypedInput(props: TypedInputProps) {
  const { label, known, value, onChange, error, reason, autoFocus = false } = props;
  const kind = editorKind(known, value);
  if (kind === 'switch' && known !== undefined) {
    const on = booleanOf(value) === true;
    return (
      <SwitchInput
        label={on ? 'Yes' : 'No'}
        name={label}
        autoFocus={autoFocus}
        value={on}
        reason={reason}
        onChange={(next) => onChange(booleanText(next, known.values))}
      />
    );
  }
  if (kind === 'choice' && known !== undefined) {
    return (
      <SelectInput
        label={label}
        hideLabel
        autoFocus={autoFocus}
        value={value === '' ? undefined : value}
        choices={choicesOf(known, value).map(({ value: each, allowed }) => ({
          value: each,
          label: each,
          note: allowed ? undefined : 'As it is now; not among the allowed values',
        }))}
        badge={
          choicesOf(known, value).some((each) => each.value === value && !each.allowed)
            ? 'not allowed'
            : undefined
        }
        error={error}
        reason={reason}
        onChange={onChange}
      />
    );
  }
  if (kind === 'list') {
    return (
      <TokenEditor
        label={label}
        tokens={listItems(value)}
        placeholder="Add one, then Enter"
        reason={reason}
        hint={error}
        onChange={(items) => onChange(listText(items, value))}
      />
    );
  }
  const suggestions = known?.suggestions ?? [];
  if (kind === 'text' && suggestions.length > 0) {
    const word = value.toLowerCase();
    return (
      <SuggestInput
        label={label}
        hideLabel
        autoFocus={autoFocus}
        value={value}
        suggestions={suggestions
          .filter((each) => each.toLowerCase().includes(word))
          .map((each) => ({ value: each }))}
        error={error}
        reason={reason}
        onChange={onChange}
      />
    );
  }
  const range = known === undefined ? undefined : rangeWords(known);
  return (
    <TextInput
      label={label}
      hideLabel
      mono
      autoFocus={autoFocus}
      value={value}
      error={error}
      hint={kind === 'number' ? range : undefined}
      reason={reason}
      {...(kind === 'text' && (value.length > LONG || value.includes('\n')) ? { rows: 3 } : {})}
      onChange={onChange}
    />
  );
}
