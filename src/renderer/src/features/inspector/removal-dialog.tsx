import { useMemo, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { attempt, toast } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { SwitchInput } from '../../ui/fields.tsx';
import { formatBytes, formatCount } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { TypedConfirmation } from '../../ui/typed-confirmation.tsx';
import { confirmationReason } from '../../ui/typed-name.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { batchReason } from '../batch/batch-store.ts';
import { forgetChosen } from '../catalog/catalog-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { closeRemoval } from './inspector-store.ts';
import { GoingList, StayingNotices } from './removal-list.tsx';
import { planRemoval, type RemovalPlan } from './removal-plan.ts';
import { removeImage, removeMany } from './remove-images.ts';
import { useRemovalFacts } from './use-removal-facts.ts';

/** The question before images are deleted: what goes, who loses it, what stays and why. */
export function RemovalDialog({ images }: { readonly images: readonly Image[] }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<SaidError>();
  const [withFile, setWithFile] = useState(false);
  const [typed, setTyped] = useState('');
  const capabilities = useConnectionsStore((state) => state.capabilities);
  const list = useConnectionsStore((state) => state.list);
  const plan = useMemo(() => planRemoval(images, list ?? [], capabilities), [images, list, capabilities]);
  const { going, staying, asked } = plan;
  const facts = useRemovalFacts(images);
  // Clouds that only forget an image: its file is another thing there.
  const keeping = new Set(
    going
      .map(({ connection }) => connection)
      .filter((name) => capabilities[name]?.operations['image.delete-file'].supported === true),
  );
  const fileToo = (connection: string): boolean => withFile && keeping.has(connection);
  const remove = async (): Promise<void> => {
    const [only] = going;
    if (only === undefined) return;
    if (going.length > 1) {
      // What becomes of each is told by the strip of the batch.
      attempt('images.remove', () => removeMany(going, fileToo));
      closeRemoval();
      return;
    }
    setBusy(true);
    setRefusal(undefined);
    try {
      await removeImage(only, fileToo(only.connection));
      forgetChosen([only]);
      toast({ tone: 'good', title: `${visibleText(named(only.name, only.id))} deleted` });
      closeRemoval();
    } catch (thrown) {
      setRefusal(sayThrown(thrown, 'images.remove'));
      setBusy(false);
    }
  };
  const reason =
    going.length === 0
      ? 'None of them can be deleted'
      : (confirmationReason(asked?.expected, typed) ?? (going.length > 1 ? batchReason() : undefined));
  return (
    <ModalDialog
      role="alertdialog"
      width={images.length > 1 ? 'medium' : 'small'}
      title={refusal === undefined ? title(images) : 'Not deleted'}
      onClose={closeRemoval}
      dismissable={!busy}
      className="removal"
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={closeRemoval} autoFocus={asked === undefined}>
            {refusal === undefined ? 'Cancel' : 'Close'}
          </Button>
          <Button variant="danger" isPending={busy} reason={reason} onPress={() => void remove()}>
            {refusal !== undefined
              ? 'Try again'
              : going.length > 1
                ? `Delete ${formatCount(going.length)} images`
                : 'Delete it'}
          </Button>
        </>
      }
    >
      {refusal !== undefined && (
        <Notice tone="bad" alert>
          <strong>{refusal.title}.</strong> {visibleText(refusal.message)} {visibleText(refusal.hint)}
        </Notice>
      )}
      {going.length > 0 && (
        <>
          <p>{questionWords(plan, !withFile && going.every(({ connection }) => keeping.has(connection)))}</p>
          <GoingList images={going} facts={facts} />
        </>
      )}
      <StayingNotices staying={staying} />
      {keeping.size > 0 && (
        <SwitchInput
          label={fileLabel(going.length, keeping)}
          hint={fileHint(keeping, withFile)}
          value={withFile}
          onChange={setWithFile}
        />
      )}
      {asked !== undefined && <TypedConfirmation {...asked} value={typed} onChange={setTyped} />}
    </ModalDialog>
  );
}

function questionWords({ going, sizeBytes, unsized }: RemovalPlan, filesStay: boolean): string {
  const one = going.length === 1;
  if (filesStay) {
    return one
      ? 'The service forgets this image; its file stays, and can be registered again.'
      : 'The services forget these images; their files stay, and can be registered again.';
  }
  const size = sizeBytes === 0 ? 'content' : formatBytes(sizeBytes);
  const what = one
    ? `The service forgets this image and its ${size}`
    : sizeBytes > 0 && unsized > 0
      ? `The services forget these images, at least ${size} of them,`
      : `The services forget these images and their ${size}`;
  return `${what} at once. This cannot be undone.`;
}

/** Where files outlive their images they are in Pithos, as far as Argosy knows services. */
function fileLabel(count: number, keeping: ReadonlySet<string>): string {
  const list = useConnectionsStore.getState().list ?? [];
  const kinds = list.filter(({ profile }) => keeping.has(profile.name)).map(({ profile }) => profile.kind);
  const where = kinds.every((kind) => kind === 'plankton') ? 'in Pithos' : 'in its storage';
  return `Also delete the ${count === 1 ? 'file' : 'files'} ${where}`;
}

function fileHint(keeping: ReadonlySet<string>, withFile: boolean): string {
  const where = [...keeping].map(visibleText).join(', ');
  return withFile
    ? `The bytes are gone from ${where} too.`
    : `Without it the bytes stay in the storage of ${where}.`;
}

function title(images: readonly Image[]): string {
  const [only] = images;
  if (images.length === 1 && only !== undefined) return `Delete ${visibleText(named(only.name, only.id))}?`;
  return `Delete ${formatCount(images.length)} images?`;
}
