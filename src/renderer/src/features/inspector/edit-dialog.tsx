import { useState } from 'react';
import type { Capabilities, Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { type Choice, NumberInput, SelectInput, SwitchInput, TextInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { TokenEditor } from '../../ui/token-editor.tsx';
import { isVisibility, VISIBILITY_MEANINGS, visibilityLabel } from '../catalog/visibility-word.ts';
import { reasonAgainst, useConnection, useConnectionsStore } from '../connections/connections-store.ts';
import { withWaitingEdit } from '../edits/edits-store.ts';
import { completeTags } from '../many/complete-words.ts';
import { EditTrouble } from './edit-trouble.tsx';
import { changesOf, describeEdit, formOf, type ImageForm, isEmptyEdit } from './image-changes.ts';
import { useImageEdit } from './use-image-edit.ts';
import { WaitingWords } from './waiting-words.tsx';

interface EditDialogProps {
  readonly image: Image;
  readonly onClose: () => void;
}

const FORM_ID = 'edit-form';

/** Changes an image. Only what differs is sent. */
export function EditDialog({ image, onClose }: EditDialogProps) {
  const offline = useConnection(image.connection)?.health === 'offline';
  // What waits already is laid over the image, so that it can be changed further, or back.
  const [base] = useState(() => (offline ? withWaitingEdit(image) : image));
  const [form, setForm] = useState<ImageForm>(() => formOf(base));
  const pending = useImageEdit(base);
  const capabilities = useConnectionsStore((state) => state.capabilities[image.connection]);
  const edit = changesOf(base, form);
  const nothing = isEmptyEdit(edit);
  const reason =
    form.name.trim() === '' && base.name !== null
      ? 'It needs a name'
      : nothing
        ? 'Nothing changed yet'
        : undefined;
  const save = async (): Promise<void> => {
    if (await pending.submit(edit)) onClose();
  };
  return (
    <ModalDialog
      title={
        <>
          Edit <Plain>{named(base.name, base.id)}</Plain>
        </>
      }
      onClose={onClose}
      dismissable={!pending.busy}
      footer={
        <>
          <span className="dialog-foot-text">
            {nothing ? 'Nothing changed yet.' : `Changes ${describeEdit(edit)}.`}
          </span>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isPending={pending.busy} reason={reason} type="submit" form={FORM_ID}>
            {pending.queues ? 'Queue edit' : 'Save'}
          </Button>
        </>
      }
    >
      <EditTrouble pending={pending} onSettled={onClose} />
      <WaitingWords image={image} queues={pending.queues} />
      <form
        id={FORM_ID}
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending.busy && reason === undefined) void save();
        }}
      >
        <EditFields form={form} image={base} capabilities={capabilities} onChange={setForm} />
      </form>
    </ModalDialog>
  );
}

interface EditFieldsProps {
  readonly form: ImageForm;
  readonly image: Image;
  readonly capabilities: Capabilities | undefined;
  readonly onChange: (form: ImageForm) => void;
}

function EditFields({ form, image, capabilities, onChange }: EditFieldsProps) {
  const set = (patch: Partial<ImageForm>): void => onChange({ ...form, ...patch });
  const no = {
    rename: reasonAgainst(capabilities, 'image.rename'),
    formats: reasonAgainst(capabilities, 'image.formats'),
    minimums: reasonAgainst(capabilities, 'image.minimums'),
    visibility: reasonAgainst(capabilities, 'image.visibility'),
    protect: reasonAgainst(capabilities, 'image.protect'),
    hide: reasonAgainst(capabilities, 'image.hide'),
    tags: reasonAgainst(capabilities, 'image.tags'),
  };
  return (
    <div className="form-grid">
      <TextInput
        className="span-2"
        label="Name"
        value={form.name}
        autoFocus={no.rename === undefined}
        reason={no.rename}
        maxLength={capabilities?.limits.nameLength ?? 255}
        onChange={(name) => set({ name })}
      />
      <SelectInput
        className="span-2"
        label="Visibility"
        value={form.visibility ?? undefined}
        choices={visibilityChoices(capabilities, image)}
        placeholder="–"
        reason={no.visibility}
        hint={form.visibility === null ? undefined : `Seen by ${VISIBILITY_MEANINGS[form.visibility]}.`}
        onChange={(value) => isVisibility(value) && set({ visibility: value })}
      />
      <FormatFields form={form} capabilities={capabilities} reason={no.formats} set={set} />
      <NumberInput
        label="Min disk"
        unit="GiB"
        reason={no.minimums}
        value={form.minDiskGb}
        onChange={(minDiskGb) => set({ minDiskGb })}
      />
      <NumberInput
        label="Min memory"
        unit="MiB"
        reason={no.minimums}
        value={form.minRamMb}
        onChange={(minRamMb) => set({ minRamMb })}
      />
      <SwitchInput
        label="Protected"
        hint="Cannot be deleted while this is on."
        value={form.protected}
        reason={no.protect}
        onChange={(value) => set({ protected: value })}
      />
      <SwitchInput
        label="Hidden"
        hint="Left out of ordinary lists; still usable by id."
        value={form.hidden}
        reason={no.hide}
        onChange={(hidden) => set({ hidden })}
      />
      <div className="span-2">
        <TokenEditor
          label="Tags"
          tokens={form.tags}
          placeholder="Add a tag, then Enter"
          reason={no.tags}
          maxLength={capabilities?.limits.tagLength ?? 255}
          most={capabilities?.limits.tags}
          complete={completeTags}
          onChange={(tags) => set({ tags })}
        />
      </div>
    </div>
  );
}

interface FormatFieldsProps {
  readonly form: ImageForm;
  readonly capabilities: Capabilities | undefined;
  readonly reason: string | undefined;
  readonly set: (patch: Partial<ImageForm>) => void;
}

function FormatFields({ form, capabilities, reason, set }: FormatFieldsProps) {
  const { diskFormat, containerFormat } = form;
  const ability = capabilities?.operations['image.formats'];
  const note = ability?.supported ? ability.note : undefined;
  return (
    <>
      <SelectInput
        label="Disk format"
        placeholder="–"
        value={diskFormat ?? undefined}
        choices={namesOf(capabilities?.diskFormats, diskFormat)}
        reason={reason}
        hint={note}
        onChange={(value) => set({ diskFormat: value })}
      />
      <SelectInput
        label="Container format"
        placeholder="–"
        value={containerFormat ?? undefined}
        choices={namesOf(capabilities?.containerFormats, containerFormat)}
        reason={reason}
        onChange={(value) => set({ containerFormat: value })}
      />
    </>
  );
}

/** The service's own names, and the image's even where the service names it no more. */
function namesOf(names: readonly string[] = [], own: string | null): readonly Choice<string>[] {
  return [...new Set([...names, ...(own === null ? [] : [own])])].map((value) => ({ value, label: value }));
}

/** The service's visibilities, and the image's own even where the service names it no more. */
export function visibilityChoices(
  capabilities: Capabilities | undefined,
  image: Pick<Image, 'visibility'> | undefined,
): readonly Choice<string>[] {
  const values = new Set(capabilities?.visibilities ?? ['private', 'shared', 'community', 'public']);
  if (image?.visibility) values.add(image.visibility);
  return [...values].map((value) => ({
    value,
    label: visibilityLabel(value),
    note: isVisibility(value) ? VISIBILITY_MEANINGS[value] : undefined,
  }));
}
