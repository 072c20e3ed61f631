import { useState } from 'react';
import type { WireError } from '#shared/errors/index.ts';
import type { Image } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { toast } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { SwitchInput } from '../../ui/fields.tsx';
import { formatBytes, formatCount } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { forgetChosen } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { closeRemoval } from './inspector-store.ts';
import { removeImages } from './remove-images.ts';

const NAMES_SHOWN = 8;

interface Refusal {
  readonly image: Image;
  readonly error: WireError;
}

/** The question before images are deleted, by name; afterwards what became of each that could not be. */
export function RemovalDialog({ images }: { readonly images: readonly Image[] }) {
  const [busy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>();
  const [error, setError] = useState<unknown>();
  const [withFile, setWithFile] = useState(false);
  const capabilities = useConnectionsStore((state) => state.capabilities);
  // Clouds that only forget an image: its file is another thing there.
  const keeping = new Set(
    images
      .map(({ connection }) => connection)
      .filter((name) => capabilities[name]?.operations['image.delete-file'].supported === true),
  );
  const free = images.filter((image) => image.protected !== true);
  const guarded = images.filter((image) => image.protected === true);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      const failed = await removeImages(free, (connection) => withFile && keeping.has(connection));
      const failedKeys = new Set(failed.map(({ image }) => imageKey(image)));
      const gone = free.filter((image) => !failedKeys.has(imageKey(image)));
      forgetChosen(gone);
      if (gone.length > 0) toast({ tone: 'good', title: `${nameThem(gone)} deleted` });
      if (failed.length === 0) closeRemoval();
      else setRefusals(failed);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const ask = refusals === undefined;
  return (
    <ModalDialog
      role="alertdialog"
      width="small"
      title={
        ask
          ? title(images)
          : refusals.length === 1
            ? 'Not deleted'
            : `${formatCount(refusals.length)} images not deleted`
      }
      onClose={closeRemoval}
      dismissable={!busy}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={closeRemoval} autoFocus>
            {ask ? 'Cancel' : 'Close'}
          </Button>
          {ask && (
            <Button
              variant="danger"
              isPending={busy}
              reason={free.length === 0 ? 'All of them are protected' : undefined}
              onPress={() => void remove()}
            >
              {free.length === 1 ? 'Delete it' : `Delete ${formatCount(free.length)} images`}
            </Button>
          )}
        </>
      }
    >
      {error !== undefined && (
        <Notice tone="bad" alert>
          {sayThrown(error, 'images.remove').message}
        </Notice>
      )}
      {ask ? (
        <Question free={free} guarded={guarded} keeping={keeping} withFile={withFile} />
      ) : (
        <Refusals refusals={refusals} />
      )}
      {ask && free.some(({ connection }) => keeping.has(connection)) && (
        <SwitchInput
          label={fileLabel(free.length, keeping)}
          hint={fileHint(keeping, withFile)}
          value={withFile}
          onChange={setWithFile}
        />
      )}
    </ModalDialog>
  );
}

interface QuestionProps {
  readonly free: readonly Image[];
  readonly guarded: readonly Image[];
  readonly keeping: ReadonlySet<string>;
  readonly withFile: boolean;
}

function Question({ free, guarded, keeping, withFile }: QuestionProps) {
  const files = !withFile && free.every(({ connection }) => keeping.has(connection));
  const bytes = free.reduce((sum, image) => sum + (image.sizeBytes ?? 0), 0);
  return (
    <>
      {free.length > 0 && (
        <>
          <p>{files ? forgetWords(free.length) : deleteWords(free.length, bytes)}</p>
          <ul className="plain-list">
            {free.slice(0, NAMES_SHOWN).map((image) => (
              <li key={imageKey(image)}>
                <Plain className="image-name">{named(image.name, image.id)}</Plain>
                <span className="muted"> in {visibleText(image.connection)}</span>
              </li>
            ))}
            {free.length > NAMES_SHOWN && (
              <li className="muted">and {formatCount(free.length - NAMES_SHOWN)} more</li>
            )}
          </ul>
        </>
      )}
      {guarded.length > 0 && (
        <Notice tone="info">
          {guarded.length === 1 ? (
            <>
              <Plain className="image-name">{named(guarded[0]?.name, guarded[0]?.id ?? '')}</Plain> is
              protected and stays.
            </>
          ) : (
            `${formatCount(guarded.length)} are protected and stay.`
          )}{' '}
          Take the protection off in “Edit…” first.
        </Notice>
      )}
    </>
  );
}

function forgetWords(count: number): string {
  return count === 1
    ? 'The service forgets this image; its file stays, and can be registered again.'
    : 'The services forget these images; their files stay, and can be registered again.';
}

function deleteWords(count: number, bytes: number): string {
  const what =
    count === 1 ? 'The service forgets this image and its' : 'The services forget these images and their';
  return `${what} ${bytes === 0 ? 'content' : formatBytes(bytes)} at once. This cannot be undone.`;
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

function Refusals({ refusals }: { readonly refusals: readonly Refusal[] }) {
  return (
    <ul className="plain-list">
      {refusals.map(({ image, error }) => (
        <li key={imageKey(image)}>
          <Plain className="image-name">{named(image.name, image.id)}</Plain>
          <br />
          <span className="muted">{error.message}</span>
        </li>
      ))}
    </ul>
  );
}

function title(images: readonly Image[]): string {
  const [only] = images;
  if (images.length === 1 && only !== undefined) return `Delete ${visibleText(named(only.name, only.id))}?`;
  return `Delete ${formatCount(images.length)} images?`;
}

function nameThem(images: readonly Image[]): string {
  const [only] = images;
  return images.length === 1 && only !== undefined
    ? named(only.name, only.id)
    : `${formatCount(images.length)} images`;
}
