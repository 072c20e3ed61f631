import { type FormEvent, useState } from 'react';
import { findProperties } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { SuggestInput } from '../../ui/suggest-input.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { EffectBadges } from './effect-badges.tsx';
import { knownFacts } from './known-words.ts';
import { leaveForm } from './leave-form.ts';
import type { PropertyRules } from './property-rules.ts';
import { TypedInput } from './typed-input.tsx';
import { startValue } from './typed-value.ts';
import type { KnownProperties } from './use-known-properties.ts';

interface PropertyEditorProps {
  /** The property to change; a new one without it. */
  readonly property?: { readonly key: string; readonly value: string };
  /** Keys that a new property may not have. */
  readonly taken: readonly string[];
  readonly properties: KnownProperties;
  readonly rules: PropertyRules;
  readonly busy: boolean;
  readonly onSave: (key: string, value: string) => void;
  readonly onCancel: () => void;
}

/** Keys that are offered at once. */
const OFFERED = 8;

/** One property, in place, entered as what it is. What its service would not take is refused here. */
export function PropertyEditor(props: PropertyEditorProps) {
  const { property, taken, properties, rules, busy, onSave, onCancel } = props;
  const [key, setKey] = useState(property?.key ?? '');
  const [value, setValue] = useState(property?.value ?? '');
  const name = property?.key ?? key.trim();
  const known = properties.of(name);
  const keyProblem =
    property !== undefined || name === ''
      ? undefined
      : taken.includes(name)
        ? 'It has this property already'
        : rules.keyProblem(name, taken.length);
  const checked = rules.check(name, value, property?.value);
  const unchanged = value === property?.value;
  const problem = 'problem' in checked && !unchanged ? checked.problem : undefined;
  const reason =
    name === ''
      ? 'It needs a name'
      : (keyProblem ?? problem ?? (unchanged ? 'Nothing changed yet' : undefined));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined && !busy && 'value' in checked) onSave(name, checked.value);
  };
  const choose = (chosen: string): void => {
    setKey(chosen);
    setValue(startValue(properties.of(chosen)));
  };
  return (
    <form className="card property-form" onSubmit={submit} onKeyDown={(event) => leaveForm(event, onCancel)}>
      {property === undefined ? (
        <SuggestInput
          label="Property"
          placeholder="Key, or what you want: uefi, nested…"
          value={key}
          autoFocus
          error={keyProblem}
          suggestions={findProperties(properties.known, key)
            .filter((each) => !taken.includes(each.key))
            .slice(0, OFFERED)
            .map((each) => ({ value: each.key, note: each.title ?? undefined }))}
          onChange={setKey}
          onChoose={choose}
        />
      ) : (
        <strong className="property-form-name">
          <Plain className="mono">{property.key}</Plain>
          {known !== undefined && <EffectBadges affects={known.affects} />}
        </strong>
      )}
      {property === undefined && <span className="label">Value</span>}
      <TypedInput
        label={property === undefined ? 'Value' : visibleText(property.key)}
        known={known}
        value={value}
        autoFocus={property !== undefined}
        error={problem}
        onChange={setValue}
      />
      {known !== undefined && (
        <p className="field-hint">
          {known.description !== null && `${visibleText(known.description)} `}
          {knownFacts(known).slice(0, -1).join('. ')}.
        </p>
      )}
      <div className="form-actions">
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
        <Button size="small" variant="primary" type="submit" isPending={busy} reason={reason}>
          {property === undefined ? 'Add' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
