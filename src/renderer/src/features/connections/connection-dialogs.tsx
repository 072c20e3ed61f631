import { useEffect, useState } from 'react';
import type { ConnectionState } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TypedConfirmation } from '../../ui/typed-confirmation.tsx';
import { confirmationReason } from '../../ui/typed-name.ts';
import { setListQuery, useCatalogStore } from '../catalog/catalog-store.ts';
import { SyncHistoryDialog } from '../history/sync-history-dialog.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { loadConnections, showConnectionDialog, useConnectionsStore } from './connections-store.ts';
import { ImportDialog } from './import-dialog.tsx';
import { TestSteps, useConnectionTest } from './test-steps.tsx';

const close = (): void => showConnectionDialog(undefined);

/** Whichever dialog about clouds is open. */
export function ConnectionDialogs() {
  const dialog = useConnectionsStore((state) => state.dialog);
  const list = useConnectionsStore((state) => state.list) ?? [];
  if (dialog === undefined) return null;
  if (dialog.type === 'add') return <ConnectionDialog existing={undefined} start={dialog.start} />;
  if (dialog.type === 'import') return <ImportDialog start={dialog.start} />;
  if (dialog.type === 'syncs') return <SyncHistoryDialog connection={dialog.name} onClose={close} />;
  const state = list.find(({ profile }) => profile.name === dialog.name);
  if (state === undefined) return null;
  if (dialog.type === 'edit') return <ConnectionDialog key={dialog.name} existing={state} />;
  return dialog.type === 'test' ? <TestDialog state={state} /> : <RemoveDialog state={state} />;
}

function TestDialog({ state }: { readonly state: ConnectionState }) {
  const { name } = state.profile;
  const test = useConnectionTest();
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    if (begun) return;
    setBegun(true);
    void test.run({ name });
  }, [begun, name, test]);
  return (
    <ModalDialog
      width="small"
      title={`Test ${name}`}
      onClose={close}
      footer={
        <>
          <Button onPress={() => showConnectionDialog({ type: 'edit', name })}>Edit…</Button>
          <span className="dialog-foot-text" />
          <Button isPending={test.running} onPress={() => void test.run({ name })}>
            Test again
          </Button>
          <Button variant="primary" onPress={close}>
            Close
          </Button>
        </>
      }
    >
      <TestSteps test={test} />
    </ModalDialog>
  );
}

function RemoveDialog({ state }: { readonly state: ConnectionState }) {
  const { name } = state.profile;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SaidError>();
  const [typed, setTyped] = useState('');
  const asked = state.profile.production === true ? name : undefined;
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('connections.remove', { name });
      if (useCatalogStore.getState().query.connection === name) setListQuery({ connection: undefined });
      await loadConnections();
      toast({ tone: 'good', title: `${name} removed` });
      close();
    } catch (error) {
      setFailure(sayThrown(error, 'connections.remove'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <ModalDialog
      role="alertdialog"
      width="small"
      title={`Remove ${name}?`}
      onClose={close}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={close} autoFocus={asked === undefined}>
            Cancel
          </Button>
          <Button
            variant="danger"
            isPending={busy}
            reason={confirmationReason(asked, typed)}
            onPress={() => void remove()}
          >
            Remove the cloud
          </Button>
        </>
      }
    >
      {failure !== undefined && (
        <Notice tone="bad" alert>
          <strong>{failure.title}.</strong> {failure.message} {failure.hint}
        </Notice>
      )}
      <p>
        Argosy forgets the address, the stored secret and its list of {formatCount(state.imageCount)} images.
        Nothing changes in the cloud itself, and its partners stay in the address book.
      </p>
      {asked !== undefined && (
        <TypedConfirmation expected={asked} where={name} value={typed} onChange={setTyped} />
      )}
    </ModalDialog>
  );
}
