import { Plus, X } from 'lucide-react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { Capabilities, Inspection } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { NumberInput, SelectInput, SwitchInput, TextInput } from '../../ui/fields.tsx';
import { Plain } from '../../ui/plain.tsx';
import { TokenEditor } from '../../ui/token-editor.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { isVisibility } from '../catalog/visibility-word.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { DifferenceLines } from '../copy/difference-lines.tsx';
import { visibilityChoices } from '../inspector/edit-dialog.tsx';
import { completeTags } from '../many/complete-words.ts';
import { FindingLine, FindingLines } from './finding-lines.tsx';
import {
  fittedImageOf,
  formFindings,
  formProblem,
  isPacked,
  isRefused,
  type UploadForm,
} from './upload-form.ts';
import { editRow, removeRow, type UploadRow } from './upload-store.ts';

interface UploadFileRowProps {
  readonly row: UploadRow;
  readonly capabilities: Capabilities | undefined;
}

/** One file: what its content says, and what it will be in the cloud. */
export function UploadFileRow({ row, capabilities }: UploadFileRowProps) {
  const { inspection, form, error } = row;
  const refused = inspection !== undefined && isRefused(inspection);
  return (
    <li
      className={classNames('upload-file', refused && 'upload-file-bare')}
      aria-label={visibleText(row.fileName)}
    >
      <FormatTile inspection={inspection} refused={refused || error !== undefined} />
      <div className="upload-file-main">
        {form === undefined || inspection === undefined ? (
          <div className="upload-file-waiting">
            <Plain className="image-name">{row.fileName}</Plain>
            {error === undefined && <span className="muted">Reading its header…</span>}
          </div>
        ) : refused ? (
          // Nothing that could be filled in would change the refusal: no form.
          <Plain className="image-name upload-file-refused">{row.fileName}</Plain>
        ) : (
          <Fields row={row} form={form} inspection={inspection} capabilities={capabilities} />
        )}
        <Findings row={row} capabilities={capabilities} />
        {form !== undefined && !refused && <More row={row} form={form} capabilities={capabilities} />}
      </div>
      <Button
        variant="icon"
        className="upload-file-remove"
        aria-label={`Leave out ${visibleText(row.fileName)}`}
        tip="Leave this file out"
        onPress={() => removeRow(row.key)}
      >
        <X size={15} aria-hidden="true" />
      </Button>
    </li>
  );
}

function FormatTile({
  inspection,
  refused,
}: {
  readonly inspection: Inspection | undefined;
  readonly refused: boolean;
}) {
  if (refused) return <span className="format-tile format-tile-bad">!</span>;
  if (inspection === undefined) return <span className="format-tile format-tile-waiting">…</span>;
  return <span className="format-tile">{inspection.wrapper ?? inspection.format ?? '?'}</span>;
}

interface FieldsProps extends UploadFileRowProps {
  readonly form: UploadForm;
  readonly inspection: Inspection;
}

function Fields({ row, form, inspection, capabilities }: FieldsProps) {
  const set = (patch: Partial<UploadForm>): void => editRow(row.key, patch);
  const formats = new Set(capabilities?.diskFormats ?? []);
  if (inspection.diskFormat !== null) formats.add(inspection.diskFormat);
  if (formats.size === 0) formats.add('raw');
  const noFormats =
    capabilities?.diskFormats.length === 0
      ? (reasonAgainst(capabilities, 'image.formats') ?? 'This cloud keeps no formats.')
      : undefined;
  const noVisibility = reasonAgainst(capabilities, 'image.visibility');
  const noMinimums = reasonAgainst(capabilities, 'image.minimums');
  const fromContent = form.diskFormat !== '' && form.diskFormat === inspection.diskFormat;
  return (
    <div className="upload-fields">
      <TextInput
        label="Name"
        value={form.name}
        maxLength={capabilities?.limits.nameLength ?? 255}
        onChange={(name) => set({ name })}
      />
      <SelectInput
        label="Disk format"
        reason={noFormats}
        placeholder={noFormats === undefined ? 'Choose…' : '–'}
        value={noFormats !== undefined || form.diskFormat === '' ? undefined : form.diskFormat}
        choices={[...formats].map((value) => ({
          value,
          label: value,
          note: value === inspection.diskFormat ? 'what the content is' : undefined,
        }))}
        badge={fromContent ? 'from content' : undefined}
        onChange={(diskFormat) => set({ diskFormat })}
      />
      <NumberInput
        label="Min disk"
        unit="GiB"
        reason={noMinimums}
        value={noMinimums === undefined ? form.minDiskGb : undefined}
        onChange={(minDiskGb) => set({ minDiskGb })}
      />
      <SelectInput
        label="Visibility"
        reason={noVisibility}
        placeholder="–"
        value={noVisibility === undefined ? form.visibility : undefined}
        choices={visibilityChoices(capabilities, undefined)}
        onChange={(visibility) => isVisibility(visibility) && set({ visibility })}
      />
    </div>
  );
}

function Findings({ row, capabilities }: UploadFileRowProps) {
  const { inspection, form, error, nameTaken } = row;
  const said = error === undefined ? undefined : sayThrown(error, 'transfers.upload');
  const differences =
    form !== undefined && inspection !== undefined && !isRefused(inspection)
      ? fittedImageOf(form, inspection, capabilities).differences
      : [];
  // A refusal among the findings says it already.
  const problem =
    form !== undefined && inspection !== undefined && !isRefused(inspection)
      ? formProblem(form, inspection, capabilities)
      : undefined;
  return (
    <div className="findings">
      {inspection !== undefined && (
        <FindingLines inspection={inspection} packed={isPacked(inspection, capabilities)} />
      )}
      {form !== undefined &&
        inspection !== undefined &&
        formFindings(form, inspection, capabilities).map((finding) => (
          <FindingLine key={finding.code} severity={finding.severity}>
            {finding.message}
          </FindingLine>
        ))}
      {differences.length > 0 && <DifferenceLines differences={differences} />}
      {nameTaken && form !== undefined && (
        <FindingLine severity="warning">
          An image named <Plain>{form.name}</Plain> is in this cloud already. Both would be kept.
        </FindingLine>
      )}
      {problem !== undefined && (
        <FindingLine severity="refusal">
          <b>Not sent: </b>
          {problem}.
        </FindingLine>
      )}
      {said !== undefined && (
        <FindingLine severity="refusal">
          <b>{said.title}.</b> {visibleText(said.message)} {said.hint}
        </FindingLine>
      )}
    </div>
  );
}

interface MoreProps extends UploadFileRowProps {
  readonly form: UploadForm;
}

function More({ row, form, capabilities }: MoreProps) {
  const set = (patch: Partial<UploadForm>): void => editRow(row.key, patch);
  const stores = (capabilities?.stores ?? []).filter(({ readOnly }) => !readOnly);
  const setProperty = (index: number, patch: { key?: string; value?: string }): void =>
    set({
      properties: form.properties.map((each, place) => (place === index ? { ...each, ...patch } : each)),
    });
  const count = form.tags.length + form.properties.length + (form.protected ? 1 : 0);
  return (
    <Disclosure className="disclosure">
      <Heading level={3}>
        <AriaButton slot="trigger" className="disclosure-button">
          More{count > 0 && ` · ${count} set`}
        </AriaButton>
      </Heading>
      <DisclosurePanel className="upload-more">
        <TokenEditor
          label="Tags"
          tokens={form.tags}
          placeholder="Add a tag, then Enter"
          reason={reasonAgainst(capabilities, 'image.tags')}
          maxLength={capabilities?.limits.tagLength ?? 255}
          most={capabilities?.limits.tags}
          complete={completeTags}
          onChange={(tags) => set({ tags })}
        />
        <SwitchInput
          label="Protected"
          reason={reasonAgainst(capabilities, 'image.protect')}
          value={form.protected}
          onChange={(value) => set({ protected: value })}
        />
        {stores.length > 1 && (
          <SelectInput
            label="Store"
            placeholder="the service's own choice"
            value={form.store}
            choices={stores.map(({ id, description }) => ({
              value: id,
              label: id,
              note: description ?? undefined,
            }))}
            onChange={(store) => set({ store })}
          />
        )}
        <div className="upload-properties">
          <span className="label">Properties</span>
          {form.properties.map((property, index) => (
            <PropertyLine
              // The list only grows at its end and a property has no other identity while it is typed.
              key={`property-${String(index)}`}
              property={property}
              onChange={(patch) => setProperty(index, patch)}
              onRemove={() => set({ properties: form.properties.filter((_, place) => place !== index) })}
            />
          ))}
          <Button
            size="small"
            reason={reasonAgainst(capabilities, 'property.set')}
            onPress={() => set({ properties: [...form.properties, { key: '', value: '' }] })}
          >
            <Plus size={13} aria-hidden="true" />
            Add a property
          </Button>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

interface PropertyLineProps {
  readonly property: { readonly key: string; readonly value: string };
  readonly onChange: (patch: { key?: string; value?: string }) => void;
  readonly onRemove: () => void;
}

function PropertyLine({ property, onChange, onRemove }: PropertyLineProps) {
  return (
    <div className="property-line">
      <TextInput
        label="Property"
        hideLabel
        mono
        placeholder="hw_firmware_type"
        value={property.key}
        onChange={(key) => onChange({ key })}
      />
      <TextInput
        label="Value"
        hideLabel
        mono
        placeholder="uefi"
        value={property.value}
        onChange={(value) => onChange({ value })}
      />
      <Button variant="icon" size="small" aria-label="Remove the property" onPress={onRemove}>
        <X size={13} aria-hidden="true" />
      </Button>
    </div>
  );
}
