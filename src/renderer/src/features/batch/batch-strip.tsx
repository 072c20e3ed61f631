import { Check, ChevronDown, ChevronUp, CircleAlert, CirclePause, Copy, LoaderCircle, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { attempt, toast } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { BatchFailures } from './batch-failures.tsx';
import {
  type BatchState,
  cancelBatch,
  doRemaining,
  leftAlone,
  putBatchAway,
  repeatFailed,
  useBatchStore,
} from './batch-store.ts';
import { batchText, paceWords, progressWords, spokenWords } from './batch-words.ts';

/** After a batch of which nothing is left to say, how long it still says so. */
const STAYS_MS = 8_000;
/** What was sent has mostly ended by then. */
const ENDS_WITHIN_MS = 3_000;
const ENDING = 'What has begun ends; nothing more begins';

/** What is being done to many, above the transfers: the page can be used meanwhile. */
export function BatchStrip() {
  const batch = useBatchStore((state) => state.batch);
  return (
    <>
      {batch !== undefined && <Strip batch={batch} />}
      <span className="visually-hidden" aria-live="polite">
        {batch === undefined ? '' : spokenWords(batch)}
      </span>
    </>
  );
}

function Strip({ batch }: { readonly batch: BatchState }) {
  const { title, items, done, failed, running } = batch;
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLElement>(null);
  const clean = !running && done.size === items.length;
  useEffect(() => {
    if (!clean) return undefined;
    const timer = setInterval(() => {
      if (place.current?.matches(':hover, :focus-within') !== true) putBatchAway();
    }, STAYS_MS);
    return () => clearInterval(timer);
  }, [clean]);
  // What failed is shown once all is over; while it runs it is there on demand.
  const [ended, setEnded] = useState(!running);
  if (ended === running) {
    setEnded(!running);
    if (!running && failed.size > 0) setOpen(true);
    if (running) setOpen(false);
  }
  const pace = paceWords(batch);
  const Arrow = open ? ChevronDown : ChevronUp;
  return (
    <section
      className={classNames('batch', !running && 'batch-ended')}
      aria-label="Change of many"
      ref={place}
    >
      <header className="batch-head">
        <Sign batch={batch} />
        <h2 title={title}>{title}</h2>
        <Bar batch={batch} />
        <span className="batch-words figure">{progressWords(batch)}</span>
        {pace !== undefined && <span className="batch-pace muted figure">{pace}</span>}
        <span className="spacer" />
        <BatchActions batch={batch} />
        {failed.size > 0 && (
          <Button
            variant="icon"
            size="small"
            aria-expanded={open}
            aria-label={open ? 'Fold what failed' : 'Unfold what failed'}
            onPress={() => setOpen(!open)}
          >
            <Arrow size={16} aria-hidden="true" />
          </Button>
        )}
        {!running && (
          <Button
            variant="icon"
            size="small"
            aria-label="Put it away"
            tip="Put it away"
            onPress={putBatchAway}
          >
            <X size={15} aria-hidden="true" />
          </Button>
        )}
      </header>
      {open && failed.size > 0 && <BatchFailures batch={batch} />}
    </section>
  );
}

function Sign({ batch: { running, failed, items, done } }: { readonly batch: BatchState }) {
  if (running) return <LoaderCircle size={15} className="turning batch-busy" aria-hidden="true" />;
  if (failed.size > 0) return <CircleAlert size={15} className="batch-bad" aria-hidden="true" />;
  if (done.size < items.length) return <CirclePause size={15} className="batch-left" aria-hidden="true" />;
  return <Check size={15} className="batch-good" aria-hidden="true" />;
}

function Bar({ batch }: { readonly batch: BatchState }) {
  const { items, done, failed, title } = batch;
  const share = (count: number) => ({ width: `${items.length === 0 ? 0 : (count * 100) / items.length}%` });
  return (
    <div
      className="batch-bar"
      role="progressbar"
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={items.length}
      aria-valuenow={done.size + failed.size}
      aria-valuetext={progressWords(batch)}
    >
      <b className="batch-done" style={share(done.size)} />
      <b className="batch-failed" style={share(failed.size)} />
    </div>
  );
}

function BatchActions({ batch }: { readonly batch: BatchState }) {
  const { running, failed } = batch;
  if (running) return <CancelButton batch={batch} />;
  const left = leftAlone(batch);
  return (
    <>
      {failed.size > 0 && (
        <Button size="small" onPress={() => attempt(batch.operation, repeatFailed)}>
          Repeat the {formatCount(failed.size)} failed
        </Button>
      )}
      {left > 0 && (
        <Button size="small" onPress={() => attempt(batch.operation, doRemaining)}>
          Do the remaining {formatCount(left)}
        </Button>
      )}
      {(failed.size > 0 || left > 0) && (
        <Button
          size="small"
          variant="quiet"
          tip="Each one with its outcome, a line each"
          onPress={() => attempt('clipboard', () => copyOutcome(batch))}
        >
          <Copy size={13} aria-hidden="true" />
          Copy as text
        </Button>
      )}
    </>
  );
}

/**
 * Begins nothing more; where what has begun takes long then, goes on without it. A second click at once changes
 * nothing: what was sent has mostly ended soon.
 */
function CancelButton({ batch: { cancelled, stopWaiting } }: { readonly batch: BatchState }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!cancelled) return undefined;
    const timer = setTimeout(() => setLong(true), ENDS_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [cancelled]);
  const stops = isLong && stopWaiting !== undefined;
  return (
    <Button
      size="small"
      reason={cancelled && !stops ? ENDING : undefined}
      tip={stops ? 'What was sent may still be done. It is not sent again by itself.' : ENDING}
      onPress={stops ? stopWaiting : cancelBatch}
    >
      {stops ? 'Stop waiting' : 'Cancel'}
    </Button>
  );
}

async function copyOutcome(batch: BatchState): Promise<void> {
  await navigator.clipboard.writeText(batchText(batch));
  toast({ tone: 'info', title: 'Outcome copied', text: progressWords(batch) });
}
