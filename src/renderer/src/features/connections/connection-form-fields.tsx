import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { CONNECTION_KINDS, type ConnectionState, KIND_LABELS } from '#shared/model/index.ts';
import { SelectInput, TextInput } from '../../ui/fields.tsx';
import { CertificateFields } from './certificate-fields.tsx';
import {
  type ConnectionField,
  fieldsOf,
  kindReason,
  SIGN_IN_METHODS,
  secretLabel,
} from './connection-fields.ts';
import type { ConnectionForm, FormErrors } from './connection-form.ts';

interface ConnectionFormFieldsProps {
  readonly form: ConnectionForm;
  readonly errors: FormErrors;
  readonly existing: ConnectionState | undefined;
  readonly onChange: (patch: Partial<ConnectionForm>) => void;
}

/** The fields of a connection: only those that its kind and its way to sign in need. */
export function ConnectionFormFields({ form, errors, existing, onChange }: ConnectionFormFieldsProps) {
  const fields = fieldsOf(form.kind, form.method);
  const keystone = form.kind === 'glance' || form.kind === 'nova';
  const line = (field: ConnectionField) => (
    <FieldLine key={field.key} field={field} form={form} error={errors[field.key]} onChange={onChange} />
  );
  return (
    <div className="form-grid">
      <TextInput
        label="Name"
        hint={existing === undefined ? 'As you call it; it cannot be changed later.' : 'The name stays.'}
        value={form.name}
        error={errors['name']}
        maxLength={64}
        isDisabled={existing !== undefined}
        autoFocus={existing === undefined}
        onChange={(name) => onChange({ name })}
      />
      <SelectInput
        label="Kind of service"
        value={form.kind}
        isDisabled={existing !== undefined}
        choices={CONNECTION_KINDS.map((kind) => ({
          value: kind,
          label: KIND_LABELS[kind],
          note: kindReason(kind),
          isDisabled: kindReason(kind) !== undefined,
        }))}
        onChange={(kind) => onChange({ kind })}
      />
      {fields.slice(0, 1).map(line)}
      {keystone && (
        <SelectInput
          className="span-2"
          label="Sign in with"
          value={form.method}
          choices={SIGN_IN_METHODS}
          onChange={(method) => onChange({ method })}
        />
      )}
      {fields
        .slice(1)
        .filter((field) => !field.more && !isPlace(field))
        .map(line)}
      <TextInput
        className="span-2"
        label={secretLabel(form.kind, form.method)}
        type="password"
        value={form.secret}
        error={errors['secret']}
        autoComplete="new-password"
        placeholder={existing?.secretStored ? 'stored; leave empty to keep it' : undefined}
        onChange={(secret) => onChange({ secret })}
      />
      {fields.filter((field) => !field.more && isPlace(field)).map(line)}
      <CertificateFields form={form} onChange={(tls) => onChange({ tls })} />
      {fields.some((field) => field.more) && (
        <Disclosure className="disclosure span-2">
          <Heading level={3}>
            <AriaButton slot="trigger" className="disclosure-button">
              More
            </AriaButton>
          </Heading>
          <DisclosurePanel>
            <div className="form-grid">{fields.filter((field) => field.more).map(line)}</div>
          </DisclosurePanel>
        </Disclosure>
      )}
    </div>
  );
}

/** Where in the cloud: comes after who signs in. */
function isPlace(field: ConnectionField): boolean {
  return field.key === 'region' || field.key === 'interface';
}

interface FieldLineProps {
  readonly field: ConnectionField;
  readonly form: ConnectionForm;
  readonly error: string | undefined;
  readonly onChange: (patch: Partial<ConnectionForm>) => void;
}

function FieldLine({ field, form, error, onChange }: FieldLineProps) {
  const value = form.values[field.key] ?? '';
  const set = (text: string): void => onChange({ values: { ...form.values, [field.key]: text } });
  const className = field.wide ? 'span-2' : undefined;
  if (field.choices !== undefined) {
    const first = field.choices[0]?.value;
    return (
      <SelectInput
        className={className}
        label={field.label}
        value={value === '' ? (field.required ? undefined : first) : value}
        choices={field.choices}
        error={error}
        onChange={set}
      />
    );
  }
  return (
    <TextInput
      className={className}
      label={field.label}
      value={value}
      placeholder={field.placeholder}
      hint={field.hint}
      error={error}
      {...(field.lines === undefined ? {} : { rows: field.lines })}
      onChange={set}
    />
  );
}
