import { FlaskConical } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { exactBytes, formatBytes } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { CloudTarget } from '../connections/cloud-target.tsx';
import {
  reasonAgainst,
  showConnectionDialog,
  startSandbox,
  useConnectionsStore,
} from '../connections/connections-store.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { UploadFileRow } from './upload-file-row.tsx';
import {
  closeUpload,
  sendable,
  setDestination,
  type UploadRow,
  uploadAll,
  useUploadStore,
} from './upload-store.ts';

/** The review before anything is sent: one row a file. */
export function UploadSheet() {
  const { open, rows, connection, sending } = useUploadStore();
  const capabilities = useConnectionsStore((state) =>
    connection === undefined ? undefined : state.capabilities[connection],
  );
  if (!open) return null;
  const ready = sendable(rows, capabilities);
  const refusal = capabilities?.operations['image.upload'];
  const reason = whyNot(rows, ready, connection, refusal?.supported === false ? refusal.reason : undefined);
  return (
    <ModalDialog
      width="large"
      className="upload-sheet"
      title={rows.length === 1 ? 'Upload 1 file' : `Upload ${rows.length} files`}
      aside={<Destination />}
      onClose={closeUpload}
      dismissable={!sending}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            <Summary rows={rows} ready={ready} />
          </span>
          <Button onPress={closeUpload}>Cancel</Button>
          <Button variant="primary" isPending={sending} reason={reason} onPress={() => void uploadAll()}>
            {ready.length === 1 ? 'Upload 1 image' : `Upload ${ready.length} images`}
          </Button>
        </>
      }
    >
      <ul className="upload-files">
        {rows.map((row) => (
          <UploadFileRow key={row.key} row={row} capabilities={capabilities} />
        ))}
      </ul>
    </ModalDialog>
  );
}

function Destination() {
  const connection = useUploadStore((state) => state.connection);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const capabilities = useConnectionsStore((state) => state.capabilities);
  const starting = useConnectionsStore((state) => state.sandboxStarting);
  const sandboxAvailable = useSettingsStore((state) => state.info?.sandboxAvailable ?? false);
  if (list.length === 0) {
    return (
      <span className="upload-destination">
        <span className="muted">No cloud yet:</span>
        <Button size="small" onPress={() => showConnectionDialog({ type: 'add' })}>
          Add a cloud…
        </Button>
        {sandboxAvailable && (
          <Button size="small" isPending={starting} onPress={() => void startSandbox().then(setDestination)}>
            <FlaskConical size={13} aria-hidden="true" />
            Use the sandbox
          </Button>
        )}
      </span>
    );
  }
  const choices = list.map(({ profile: { name, color }, health }) => ({
    name,
    color,
    reason: reasonAgainst(capabilities[name], 'image.upload'),
    note: health === 'offline' ? 'offline at the moment' : undefined,
  }));
  return <CloudTarget value={connection} onChange={setDestination} choices={choices} />;
}

function Summary({
  rows,
  ready,
}: {
  readonly rows: readonly UploadRow[];
  readonly ready: readonly UploadRow[];
}) {
  const reading = rows.filter((row) => row.inspection === undefined && row.error === undefined).length;
  if (reading > 0) return `Reading ${reading === 1 ? 'a header' : `${reading} headers`}…`;
  const bytes = ready.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <>
      {ready.length} of {rows.length} will be sent:{' '}
      <span className="figure" title={exactBytes(bytes)}>
        {formatBytes(bytes)}
      </span>
      .
    </>
  );
}

function whyNot(
  rows: readonly UploadRow[],
  ready: readonly UploadRow[],
  connection: string | undefined,
  refusal: string | undefined,
): string | undefined {
  if (connection === undefined) return 'Choose a cloud first';
  if (refusal !== undefined) return refusal;
  if (rows.some((row) => row.inspection === undefined && row.error === undefined))
    return 'Still reading the files';
  return ready.length === 0 ? 'No file can be sent as it is' : undefined;
}
