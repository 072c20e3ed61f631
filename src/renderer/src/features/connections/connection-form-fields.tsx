import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { type ConnectionState, KIND_LABELS } from '#shared/model/index.ts';
import { SelectInput, SwitchInput, TextInput } from '../../ui/fields.tsx';
import { CertificateFields } from './certificate-fields.tsx';
import { type ConnectionField, fieldsOf, methodFor, signInMethods } from './connection-fields.ts';
import type { ConnectionForm, FormErrors } from './connection-form.ts';
import { KindChooser } from './kind-chooser.tsx';
import { secretFacts } from './kind-facts.ts';

interface ConnectionFormFieldsProps {
  readonly form: ConnectionForm;
  readonly errors: FormErrors;
  readonly existing: ConnectionState | undefined;
  readonly onChange: (patch: Partial<ConnectionForm>) => void;
}

/** The fields of a connection: only those that its kind and its way to sign in need. */
export function ConnectionFormFields({ form, errors, existing, onChange }: ConnectionFormFieldsProps) {
  const fields = fieldsOf(form.kind, form.method);
  const methods = signInMethods(form.kind);
  const secret = secretFacts(form.kind, form.method);
  const line = (field: ConnectionField) => (
    <FieldLine key={field.key} field={field} form={form} error={errors[field.key]} onChange={onChange} />
  );
  return (
    <div className="form-grid">
      {existing === undefined && (
        <KindChooser
          value={form.kind}
          onChange={(kind) => onChange({ kind, method: methodFor(kind, form.method) })}
        />
      )}
      <TextInput
        className="span-2"
        label="Name"
        hint={
          existing === undefined
            ? 'As you call it; it cannot be changed later.'
            : `${KIND_LABELS[form.kind]}. The kind and the name stay.`
        }
        value={form.name}
        error={errors['name']}
        maxLength={64}
        isDisabled={existing !== undefined}
        autoFocus={existing === undefined}
        onChange={(name) => onChange({ name })}
      />
      {fields.slice(0, 1).map(line)}
      {methods.length > 1 && (
        <SelectInput
          className="span-2"
          label="Sign in with"
          value={form.method}
          choices={methods}
          onChange={(method) => onChange({ method })}
        />
      )}
      {fields
        .slice(1)
        .filter((field) => !field.more && !field.afterSecret)
        .map(line)}
      <TextInput
        className="span-2"
        label={secret.label}
        type="password"
        value={form.secret}
        error={errors['secret']}
        hint={secret.hint}
        autoComplete="new-password"
        placeholder={existing?.secretStored ? 'stored; leave empty to keep it' : undefined}
        onChange={(text) => onChange({ secret: text })}
      />
      {fields.filter((field) => !field.more && field.afterSecret).map(line)}
      <div className="span-2">
        <SwitchInput
          label="Others depend on this cloud"
          hint="Production: it has a sign, and deleting there asks for the name first."
          value={form.production}
          onChange={(production) => onChange({ production })}
        />
      </div>
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
        hint={field.hint}
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
