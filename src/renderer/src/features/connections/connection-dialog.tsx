import { useState } from 'react';
import { isAppError } from '#shared/errors/index.ts';
import type { ConnectionState } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import {
  type ConnectionForm,
  type FormErrors,
  formFromProfile,
  formFromStart,
  profileFromForm,
} from './connection-form.ts';
import { ConnectionFormFields } from './connection-form-fields.tsx';
import {
  type ConnectionStart,
  forgetCapabilities,
  loadConnections,
  refreshClouds,
  showConnectionDialog,
} from './connections-store.ts';
import { secretFacts } from './kind-facts.ts';
import { TestSteps, useConnectionTest } from './test-steps.tsx';

const FORM_ID = 'connection-form';
const close = (): void => showConnectionDialog(undefined);

interface ConnectionDialogProps {
  readonly existing: ConnectionState | undefined;
  /** What a new one begins with. */
  readonly start?: ConnectionStart | undefined;
}

/** Adds a cloud, or changes one. */
export function ConnectionDialog({ existing, start }: ConnectionDialogProps) {
  const [form, setForm] = useState<ConnectionForm>(() =>
    existing === undefined ? formFromStart(start) : formFromProfile(existing.profile),
  );
  const [errors, setErrors] = useState<FormErrors>({});
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<SaidError>();
  const test = useConnectionTest();
  const create = existing === undefined;

  const checked = () => {
    const result = profileFromForm(form);
    const problems: Record<string, string> = 'errors' in result ? { ...result.errors } : {};
    const needed = secretFacts(form.kind, form.method).required && existing?.secretStored !== true;
    if (form.secret === '' && needed) problems['secret'] = 'It is needed to sign in';
    setErrors(problems);
    if ('errors' in result || Object.keys(problems).length > 0) return undefined;
    return { profile: result.profile, ...(form.secret === '' ? {} : { secret: form.secret }) };
  };
  const runTest = (): void => {
    const input = checked();
    if (input !== undefined) void test.run(input);
  };
  const save = async (): Promise<void> => {
    const input = checked();
    if (input === undefined) return;
    setSaving(true);
    setFailure(undefined);
    try {
      const { profile } = await call('connections.save', { ...input, create });
      forgetCapabilities(profile.name);
      await loadConnections();
      refreshClouds([profile.name]);
      toast({ tone: 'good', title: `${profile.name} ${create ? 'added' : 'saved'}` });
      close();
    } catch (error) {
      if (create && isAppError(error, 'CONFLICT'))
        setErrors({ name: 'A cloud of this name is there already' });
      else setFailure(sayThrown(error, 'connections.save'));
    } finally {
      setSaving(false);
    }
  };
  return (
    <ModalDialog
      title={create ? 'Add a cloud' : `Edit ${existing.profile.name}`}
      onClose={close}
      dismissable={!saving}
      className="connection-dialog"
      footer={
        <>
          <Button isPending={test.running} onPress={runTest}>
            Test
          </Button>
          <span className="dialog-foot-text" />
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID} isPending={saving}>
            {create ? 'Add the cloud' : 'Save'}
          </Button>
        </>
      }
    >
      {failure !== undefined && (
        <Notice tone="bad" alert>
          <strong>{failure.title}.</strong> {failure.message} {failure.hint}
        </Notice>
      )}
      <form
        id={FORM_ID}
        onSubmit={(event) => {
          event.preventDefault();
          if (!saving) void save();
        }}
      >
        <ConnectionFormFields
          form={form}
          errors={errors}
          existing={existing}
          onChange={(patch) => setForm((current) => ({ ...current, ...patch }))}
        />
      </form>
      <TestSteps test={test} />
    </ModalDialog>
  );
}
