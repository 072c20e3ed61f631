import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { useConnectionColor } from '../connections/connections-store.ts';
import { countEdits } from './edit-words.ts';
import { type ReviewRow, rowReason, sendable, undecided } from './review-choice.ts';
import { ReviewedEditRow } from './review-row.tsx';
import { closeReview, reviewAgain, sendChosen, useReviewStore } from './review-store.ts';

/** The waiting edits beside what their services say now; nothing is sent but what is chosen here. */
export function ReviewSheet() {
  const { rows, sending } = useReviewStore();
  if (rows === undefined) return null;
  const ready = sendable(rows);
  const groups = [...Map.groupBy(rows, ({ queued }) => queued.connection)];
  return (
    <ModalDialog
      width={rows.length === 0 ? 'small' : 'large'}
      className="review-sheet"
      title="Waiting edits"
      onClose={closeReview}
      dismissable={!sending}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {footWords(rows)}
          </span>
          <Button onPress={closeReview}>{ready.length === 0 && !sending ? 'Close' : 'Not now'}</Button>
          {rows.length > 0 && (
            <Button
              variant="primary"
              isPending={sending}
              reason={noneReason(rows, ready.length)}
              onPress={() => void sendChosen()}
            >
              {ready.length === 0 ? 'Send' : `Send ${countEdits(ready.length)}`}
            </Button>
          )}
        </>
      }
    >
      {rows.length === 0 ? (
        <p className="review-empty">
          No edit waits. What you change while a cloud cannot be reached is kept here until you send it.
        </p>
      ) : (
        groups.map(([connection, group]) => (
          <CloudGroup key={connection} connection={connection} rows={group} />
        ))
      )}
    </ModalDialog>
  );
}

interface CloudGroupProps {
  readonly connection: string;
  readonly rows: readonly ReviewRow[];
}

function CloudGroup({ connection, rows }: CloudGroupProps) {
  const unheard = rows.filter(
    ({ reviewed, state }) => state === 'waiting' && reviewed?.error && reviewed.error.code !== 'NOT_FOUND',
  );
  const asking = rows.some(({ reviewed }) => reviewed === undefined);
  return (
    <section className="review-cloud" aria-label={connection}>
      <header className="review-cloud-head">
        <h3>
          <CloudName name={connection} color={useConnectionColor(connection)} />
        </h3>
        <span className="muted">{asking ? 'Comparing with the service…' : countEdits(rows.length)}</span>
        {unheard.length > 0 && !asking && (
          <Button size="small" onPress={() => reviewAgain(unheard.map(({ key }) => key))}>
            Ask again
          </Button>
        )}
      </header>
      <ul>
        {rows.map((row) => (
          <ReviewedEditRow key={row.key} row={row} />
        ))}
      </ul>
    </section>
  );
}

function noneReason(rows: readonly ReviewRow[], ready: number): string | undefined {
  if (ready > 0) return undefined;
  const open = rows.filter(({ state }) => state === 'waiting');
  if (open.length === 0) return 'Nothing is left to send';
  const chosen = open.filter(({ included }) => included);
  return chosen.length === 0 ? 'Choose an edit first' : chosen.map(rowReason).find(Boolean);
}

function footWords(rows: readonly ReviewRow[]): string {
  const sent = rows.filter(({ state }) => state === 'sent').length;
  const refused = rows.filter(({ refusal, state }) => state === 'waiting' && refusal !== undefined).length;
  const conflicts = rows.reduce(
    (sum, row) => sum + (row.included && row.state === 'waiting' ? undecided(row).length : 0),
    0,
  );
  return [
    sent > 0 && `${sent} sent`,
    refused > 0 && `${refused} not taken`,
    conflicts > 0 && (conflicts === 1 ? '1 conflict to decide' : `${conflicts} conflicts to decide`),
  ]
    .filter((part) => typeof part === 'string')
    .join(' · ');
}
