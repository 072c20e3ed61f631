import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';

interface PropertyFormProps {
  /** The property to change; a new one without it. */
  readonly property?: { readonly key: string; readonly value: string };
  /** Keys that a new property may not have. */
  readonly taken: readonly string[];
  readonly busy: boolean;
  readonly onSave: (key: string, value: string) => void;
  readonly onCancel: () => void;
}

/** One property, in place. */
export function PropertyForm({ property, taken, busy, onSave, onCancel }: PropertyFormProps) {
  const [key, setKey] = useState(property?.key ?? '');
  const [value, setValue] = useState(property?.value ?? '');
  const name = key.trim();
  const error = taken.includes(name) ? 'It has this property already' : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name !== '' && error === undefined && value !== property?.value) onSave(name, value);
  };
  return (
    <form className="card property-form" onSubmit={submit}>
      {property === undefined ? (
        <TextInput label="Property" mono value={key} onChange={setKey} error={error} autoFocus />
      ) : (
        <strong className="mono">{property.key}</strong>
      )}
      <TextInput
        label="Value"
        hideLabel={property !== undefined}
        mono
        value={value}
        onChange={setValue}
        autoFocus={property !== undefined}
      />
      <div className="form-actions">
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
        <Button
          size="small"
          variant="primary"
          type="submit"
          isPending={busy}
          reason={
            name === '' ? 'It needs a name' : value === property?.value ? 'Nothing changed yet' : undefined
          }
        >
          {property === undefined ? 'Add' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
