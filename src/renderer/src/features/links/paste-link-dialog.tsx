import { type FormEvent, useState } from 'react';
import { isAppError } from '#shared/errors/index.ts';
import { parseAcceptLink } from '#shared/links/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { openLink, pasteLink, useOpenedLinks } from './opened-links.ts';

const FORM_ID = 'paste-link';
const close = (): void => pasteLink(false);

/** Where a link can be pasted, while it is open. */
export function PasteLinkDialog() {
  const pasting = useOpenedLinks((state) => state.pasting);
  return pasting ? <PasteLink /> : null;
}

function PasteLink() {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const problem = problemOf(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (problem === undefined) openLink(text.trim());
  };
  return (
    <ModalDialog
      title="Open a hand-off link"
      width="small"
      onClose={close}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID}>
            Show what it says
          </Button>
        </>
      }
    >
      <form id={FORM_ID} onSubmit={submit}>
        <TextInput
          label="Link"
          autoFocus
          mono
          placeholder="argosy://accept?…"
          hint="It is only read: no cloud is asked, and nothing is done."
          value={text}
          error={asked ? problem : undefined}
          onChange={(next) => {
            setText(next);
            setAsked(false);
          }}
        />
      </form>
    </ModalDialog>
  );
}

function problemOf(text: string): string | undefined {
  if (text.trim() === '') return 'Paste a link first';
  try {
    parseAcceptLink(text);
    return undefined;
  } catch (error) {
    return isAppError(error) ? error.message : String(error);
  }
}
