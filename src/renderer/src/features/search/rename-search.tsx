import { type FormEvent, useId, useState } from 'react';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { useSettingsStore } from '../settings/settings-store.ts';
import { nameReason, renameSearch } from './saved-search-actions.ts';
import { startRenaming } from './search-store.ts';

/** Gives a saved search another name. */
export function RenameSearch({ name }: { readonly name: string }) {
  const saved = useSettingsStore((state) => state.settings.savedSearches);
  const [next, setNext] = useState(name);
  const form = useId();
  const reason = nameReason(saved, next, name);
  const close = (): void => startRenaming(undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason !== undefined) return;
    close();
    if (next.trim() !== name) attempt('settings.set', () => renameSearch(name, next));
  };
  return (
    <ModalDialog
      title="Rename saved search"
      width="small"
      onClose={close}
      footer={
        <>
          <span className="spacer" />
          <Button onPress={close}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" reason={reason}>
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextInput label="Name" value={next} onChange={setNext} error={reason} maxLength={80} autoFocus />
      </form>
    </ModalDialog>
  );
}
