import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import type { BatchState } from './batch-store.ts';
import { type BatchFailure, failuresOf } from './batch-words.ts';

/** More are counted only: all of them are in the text. */
const SHOWN = 200;

/** It has perhaps nothing in it to stand on, and must be scrolled by keys all the same. */
const BY_KEYS = { tabIndex: 0 } as const;

/** What failed, each with its reason and what can be done about it. */
export function BatchFailures({ batch }: { readonly batch: BatchState }) {
  const rest = batch.failed.size - SHOWN;
  return (
    <ul className="batch-failures" aria-label="What failed" {...BY_KEYS}>
      {failuresOf(batch, SHOWN).map((failure) => (
        <FailureLine key={failure.key} failure={failure} operation={batch.operation} />
      ))}
      {rest > 0 && <li className="muted">and {formatCount(rest)} more: “Copy as text” has them all</li>}
    </ul>
  );
}

function FailureLine({ failure, operation }: { readonly failure: BatchFailure; readonly operation: string }) {
  const { name, connection, title, reason, hint, look } = failure;
  const color = useConnectionColor(connection);
  return (
    <li className="batch-failure">
      <span className="batch-failure-name">
        <Plain className="image-name">{name}</Plain>
        <CloudName name={connection} color={color} />
      </span>
      <span className="batch-failure-why">
        <strong>{title}.</strong> <bdi>{reason}</bdi> <span className="muted">{hint}</span>
      </span>
      {look !== undefined && (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Look at it: ${visibleText(name)}`}
          tip="Shows it as the service has it now. Repeating then counts on what you saw."
          onPress={() => attempt(operation, async () => look())}
        >
          Look at it
        </Button>
      )}
    </li>
  );
}
