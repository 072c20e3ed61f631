import { useState } from 'react';
import type { Package } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { SelectInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { usePackageClouds } from './package-clouds.ts';
import { PackageFields } from './package-fields.tsx';
import { showPackageDialog } from './packages-store.ts';
import { RequirementRows } from './requirement-rows.tsx';
import { SentPackage } from './sent-package.tsx';
import { type PendingCreation, usePackageCreation } from './use-package-creation.ts';

const FORM_ID = 'package-form';
const close = (): void => showPackageDialog(undefined);

interface CreatePackageDialogProps {
  readonly connection: string | undefined;
  /** The package to begin from. */
  readonly like: Package | undefined;
}

/** Makes a package. They cannot be changed afterwards, so everything is asked here. */
export function CreatePackageDialog({ connection: asked, like }: CreatePackageDialogProps) {
  const { all } = usePackageClouds();
  const [connection, setConnection] = useState(asked ?? all[0]);
  const creation = usePackageCreation(connection, like);
  const { form, setForm, problems, busy } = creation;
  return (
    <ModalDialog
      title="New package"
      aside={all.length > 1 && <Cloud names={all} value={connection} onChange={setConnection} />}
      onClose={close}
      dismissable={!busy}
      className="package-dialog"
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {footWords(creation)}
          </span>
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID} isPending={busy}>
            Create the package
          </Button>
        </>
      }
    >
      <Failure creation={creation} />
      <form
        id={FORM_ID}
        className="package-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void creation.save().then((made) => made && close());
        }}
      >
        <PackageFields form={form} problems={problems} onChange={setForm} />
        <RequirementRows
          rows={form.requirements}
          problems={problems}
          onChange={(requirements) => setForm({ ...form, requirements })}
        />
        {connection !== undefined && <SentPackage connection={connection} wanted={creation.wanted} />}
      </form>
    </ModalDialog>
  );
}

interface CreationProps {
  readonly creation: PendingCreation;
}

function footWords({ tried, problems }: PendingCreation): string {
  const wrong = tried ? Object.keys(problems).length : 0;
  if (wrong === 0) return 'It cannot be changed later, but for its metadata.';
  return `${wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look.`;
}

/** What the service said against it, with the way to clear what it made by halves. */
function Failure({ creation: { failure, left, busy, clear } }: CreationProps) {
  if (failure === undefined) return null;
  return (
    <Notice
      tone="bad"
      alert
      actions={
        left !== undefined && (
          <Button size="small" isPending={busy} onPress={() => void clear()}>
            Delete what was made
          </Button>
        )
      }
    >
      <strong>{failure.title}.</strong> {failure.message} {failure.hint}
    </Notice>
  );
}

interface CloudProps {
  readonly names: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (name: string) => void;
}

function Cloud({ names, value, onChange }: CloudProps) {
  const list = useConnectionsStore((state) => state.list) ?? [];
  return (
    <span className="upload-destination">
      <span className="muted" aria-hidden="true">
        in
      </span>
      <SelectInput
        label="In cloud"
        hideLabel
        value={value}
        choices={names.map((name) => ({
          value: name,
          label: name,
          before: <CloudDot color={list.find(({ profile }) => profile.name === name)?.profile.color ?? 0} />,
        }))}
        onChange={onChange}
      />
    </span>
  );
}
