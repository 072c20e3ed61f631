import { useState } from 'react';
import { type AppError, isAppError } from '#shared/errors/index.ts';
import type { Package } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { SelectInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { usePackageClouds } from './package-clouds.ts';
import { PackageFields } from './package-fields.tsx';
import { EMPTY_PACKAGE, formLike, newPackageOf, type PackageForm, packageProblems } from './package-form.ts';
import {
  createPackage,
  loadPackages,
  removeHalfMade,
  showPackageDialog,
  usePackagesStore,
} from './packages-store.ts';
import { RequirementRows } from './requirement-rows.tsx';
import { SentPackage } from './sent-package.tsx';

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
  const [form, setForm] = useState<PackageForm>(() => (like === undefined ? EMPTY_PACKAGE : formLike(like)));
  /** What is wrong is said from the first attempt on, not while the form is still being filled in. */
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SaidError>();
  const [refusedName, setRefusedName] = useState<string>();
  /** The id of a package that the service made by halves. */
  const [left, setLeft] = useState<string>();
  const taken = usePackagesStore((state) =>
    connection === undefined ? undefined : state.shelves[connection]?.packages,
  );
  const names = [
    ...(taken ?? []).map(({ name }) => name),
    ...(refusedName === undefined ? [] : [refusedName]),
  ];
  const problems = packageProblems(form, names);
  const save = async (): Promise<void> => {
    setTried(true);
    if (Object.keys(problems).length > 0 || connection === undefined) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await createPackage(connection, newPackageOf(form));
      close();
    } catch (error) {
      if (isAppError(error, 'CONFLICT')) setRefusedName(form.name.trim());
      else {
        setFailure(sayThrown(error, 'packages.create'));
        setLeft(isAppError(error) ? leftOver(error) : undefined);
        // What the service has now stands in the list.
        void loadPackages([connection]);
      }
      setBusy(false);
    }
  };
  const clear = async (cloud: string, id: string): Promise<void> => {
    setBusy(true);
    try {
      await removeHalfMade(cloud, id);
      setLeft(undefined);
      setFailure(undefined);
    } catch (error) {
      setFailure(sayThrown(error, 'packages.remove'));
    }
    setBusy(false);
  };
  const wrong = tried ? Object.keys(problems).length : 0;
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
            {wrong > 0
              ? `${wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look.`
              : 'It cannot be changed later, but for its metadata.'}
          </span>
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID} isPending={busy}>
            Create the package
          </Button>
        </>
      }
    >
      {failure !== undefined && (
        <Notice
          tone="bad"
          alert
          actions={
            left !== undefined &&
            connection !== undefined && (
              <Button size="small" isPending={busy} onPress={() => void clear(connection, left)}>
                Delete what was made
              </Button>
            )
          }
        >
          <strong>{failure.title}.</strong> {failure.message} {failure.hint}
        </Notice>
      )}
      <form
        id={FORM_ID}
        className="package-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        <PackageFields form={form} problems={tried ? problems : nameProblem(problems)} onChange={setForm} />
        <RequirementRows
          rows={form.requirements}
          problems={tried ? problems : {}}
          onChange={(requirements) => setForm({ ...form, requirements })}
        />
        {connection !== undefined && (
          <SentPackage
            connection={connection}
            wanted={Object.keys(problems).length === 0 ? newPackageOf(form) : undefined}
          />
        )}
      </form>
    </ModalDialog>
  );
}

function leftOver({ context }: AppError): string | undefined {
  const id = context?.['halfMade'];
  return typeof id === 'string' ? id : undefined;
}

/** A name that is in use is said at once; what is only missing waits. */
function nameProblem({ name }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return name?.includes('already') ? { name } : {};
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
