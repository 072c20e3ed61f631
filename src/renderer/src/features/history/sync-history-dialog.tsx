import { useEffect, useState } from 'react';
import type { SyncRecord } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { formatAbsolute, formatDuration } from '../../ui/format-time.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { browseAsOf } from './browse-past.ts';

const SHOWN = 100;

interface SyncHistoryDialogProps {
  readonly connection: string;
  readonly onClose: () => void;
}

/** When a cloud's list was read, what came of it, and how long it took. */
export function SyncHistoryDialog({ connection, onClose }: SyncHistoryDialogProps) {
  const [syncs, setSyncs] = useState<readonly SyncRecord[]>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    call('catalog.syncs', { connections: [connection], limit: SHOWN }).then(setSyncs, setError);
  }, [connection]);
  return (
    <ModalDialog
      title={
        <>
          Syncs of <Plain>{connection}</Plain>
        </>
      }
      onClose={onClose}
      footer={
        <>
          <span className="dialog-foot-text">
            A quick pass asks only for what changed; it sees no removals.
          </span>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      {error !== undefined && (
        <Notice tone="bad" alert>
          {sayThrown(error, 'catalog.syncs').message}
        </Notice>
      )}
      {syncs?.length === 0 && <p className="muted">No sync is remembered yet.</p>}
      {syncs !== undefined && syncs.length > 0 && (
        <SyncTable
          syncs={syncs}
          onBrowse={(at) => {
            onClose();
            browseAsOf(at);
          }}
        />
      )}
    </ModalDialog>
  );
}

interface SyncTableProps {
  readonly syncs: readonly SyncRecord[];
  readonly onBrowse: (at: string) => void;
}

function SyncTable({ syncs, onBrowse }: SyncTableProps) {
  return (
    <table className="sync-table">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Pass</th>
          <th scope="col">Added</th>
          <th scope="col">Changed</th>
          <th scope="col">Removed</th>
          <th scope="col">Images</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        {syncs.map((record) => (
          <tr key={`${record.at} ${record.pass}`}>
            <th scope="row">
              <button
                type="button"
                className="change-link figure"
                title="Browse the catalogue as of then"
                onClick={() => onBrowse(record.at)}
              >
                {formatAbsolute(record.at)}
              </button>
            </th>
            <td>{record.first ? 'first' : record.pass === 'full' ? 'full' : 'quick'}</td>
            <Amount value={record.added} />
            <Amount value={record.changed} />
            <Amount value={record.removed} />
            <td className="figure">{formatCount(record.images)}</td>
            <td className="figure">{formatDuration(record.seconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Nothing is told quietly. */
function Amount({ value }: { readonly value: number }) {
  return (
    <td className={value === 0 ? 'figure muted' : 'figure'}>{value === 0 ? '–' : formatCount(value)}</td>
  );
}
