import type { Capabilities, ConnectionKind } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { SelectInput, TextInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { isVisibility } from '../catalog/visibility-word.ts';
import { CloudTarget } from '../connections/cloud-target.tsx';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { DifferenceLines } from '../copy/difference-lines.tsx';
import { visibilityChoices } from '../inspector/edit-dialog.tsx';
import {
  importFormat,
  importImage,
  importName,
  importProblems,
  importReason,
  nameHint,
  wayOf,
  waysOf,
} from './import-form.ts';
import { closeImport, editImport, setImportTarget, startImport, useImportStore } from './import-store.ts';
import { addressWords, WAY_LABELS } from './import-ways.ts';

const FORM_ID = 'import-image-form';

/** Has a service fetch an image by itself, or register one that it has already. */
export function ImportSheet() {
  const { open, connection, sending, error } = useImportStore();
  const capabilities = useConnectionsStore((state) =>
    connection === undefined ? undefined : state.capabilities[connection],
  );
  const kind = useConnectionsStore(
    (state) => state.list?.find(({ profile }) => profile.name === connection)?.profile.kind ?? 'glance',
  );
  if (!open) return null;
  const reason =
    connection === undefined
      ? 'No cloud here can fetch images by itself'
      : capabilities === undefined
        ? 'Still asking what this cloud can do'
        : importReason(capabilities);
  const said = error === undefined ? undefined : sayThrown(error, 'transfers.import');
  return (
    <ModalDialog
      className="import-sheet"
      title="Import an image"
      aside={<Target />}
      onClose={closeImport}
      dismissable={!sending}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={closeImport}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID} isPending={sending} reason={reason}>
            Import
          </Button>
        </>
      }
    >
      {said !== undefined && (
        <Notice tone="bad" alert>
          <strong>{said.title}.</strong> {said.message} {said.hint}
        </Notice>
      )}
      {capabilities !== undefined && importReason(capabilities) !== undefined && (
        <Notice tone="info">{importReason(capabilities)}</Notice>
      )}
      <form
        id={FORM_ID}
        className="import-fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (!sending && reason === undefined) void startImport();
        }}
      >
        {reason === undefined && capabilities !== undefined && (
          <Fields kind={kind} capabilities={capabilities} />
        )}
      </form>
    </ModalDialog>
  );
}

function Target() {
  const connection = useImportStore((state) => state.connection);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const capabilities = useConnectionsStore((state) => state.capabilities);
  const choices = list.map(({ profile: { name, color } }) => ({
    name,
    color,
    reason: importReason(capabilities[name]),
  }));
  return <CloudTarget value={connection} onChange={setImportTarget} choices={choices} />;
}

interface FieldsProps {
  readonly kind: ConnectionKind;
  readonly capabilities: Capabilities;
}

function Fields({ kind, capabilities }: FieldsProps) {
  const { form, tried } = useImportStore();
  const way = wayOf(form, capabilities);
  const ways = waysOf(capabilities);
  const found = importProblems(form, capabilities);
  const problems = tried ? found : {};
  const { differences } = importImage(form, capabilities);
  const noVisibility = reasonAgainst(capabilities, 'image.visibility');
  const address = addressWords(way, kind);
  return (
    <>
      {ways.length > 1 && (
        <SelectInput
          label="From where"
          value={way}
          choices={ways.map((value) => ({ value, label: WAY_LABELS[value] }))}
          onChange={(next) => editImport({ way: next })}
        />
      )}
      {way === 'glance-download' ? (
        <div className="form-grid">
          <TextInput
            label="Id of the image there"
            mono
            autoFocus
            value={form.imageId}
            error={problems['imageId']}
            onChange={(imageId) => editImport({ imageId })}
          />
          <TextInput
            label="Region"
            placeholder="RegionTwo"
            hint="Another region of the same sign-in."
            value={form.region}
            error={problems['region']}
            onChange={(region) => editImport({ region })}
          />
        </div>
      ) : (
        <TextInput
          label={address.label}
          mono
          autoFocus
          placeholder={address.placeholder}
          hint={address.hint}
          value={form.url}
          error={form.url.trim() === '' ? problems['url'] : found['url']}
          onChange={(url) => editImport({ url })}
        />
      )}
      <TextInput
        label="Name"
        maxLength={capabilities.limits.nameLength ?? 255}
        hint={nameHint(kind)}
        value={importName(form, way)}
        error={problems['name']}
        onChange={(name) => editImport({ name })}
      />
      <div className="form-grid">
        <Formats capabilities={capabilities} />
        <SelectInput
          label="Visibility"
          value={noVisibility === undefined ? form.visibility : undefined}
          placeholder="the service's own"
          choices={visibilityChoices(capabilities, undefined)}
          reason={noVisibility}
          onChange={(visibility) => isVisibility(visibility) && editImport({ visibility })}
        />
      </div>
      {differences.length > 0 && found['name'] === undefined && <DifferenceLines differences={differences} />}
    </>
  );
}

function Formats({ capabilities }: { readonly capabilities: Capabilities }) {
  const form = useImportStore((state) => state.form);
  const { diskFormats } = capabilities;
  const reason =
    diskFormats.length === 0
      ? (reasonAgainst(capabilities, 'image.formats') ?? 'The service keeps no formats.')
      : diskFormats.length === 1
        ? `The service takes ${diskFormats[0]} only.`
        : undefined;
  return (
    <SelectInput
      label="Disk format"
      value={diskFormats.length === 0 ? undefined : importFormat(form, capabilities)}
      placeholder="–"
      choices={diskFormats.map((value) => ({ value, label: value }))}
      reason={reason}
      onChange={(diskFormat) => editImport({ diskFormat })}
    />
  );
}
