import { Check, LoaderCircle } from 'lucide-react';
import { Checkbox } from 'react-aria-components';
import type { WireError } from '#shared/errors/index.ts';
import { sayError } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { When } from '../../ui/figures.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { editWords } from './edit-words.ts';
import { isConsequence, isLostRace, type ReviewRow } from './review-choice.ts';
import { bringBack, discardRow, sendAccepting, setIncluded, setSide } from './review-store.ts';
import { ReviewedFields } from './reviewed-fields.tsx';

/** One waiting edit: whether it is sent, field by field what it does, how it went. */
export function ReviewedEditRow({ row }: { readonly row: ReviewRow }) {
  const { key, queued, reviewed, included, state, refusal } = row;
  const title = named(queued.base.name, queued.imageId);
  return (
    <li
      className={classNames('review-edit', !included && 'review-edit-left')}
      aria-label={visibleText(title)}
      aria-busy={state === 'sending' || reviewed === undefined}
    >
      <div className="review-edit-head">
        <Checkbox
          className="checkbox"
          isSelected={included && reviewed?.now !== null && state !== 'discarded'}
          isDisabled={state !== 'waiting' || reviewed?.now === null}
          onChange={(on) => setIncluded(key, on)}
        >
          <span className="checkbox-box" aria-hidden="true" />
          <Plain className="image-name">{title}</Plain>
        </Checkbox>
        <span className="mono muted" title={visibleText(queued.imageId)}>
          {shortId(queued.imageId)}
        </span>
        <span className="muted review-when">
          changed <When iso={queued.queuedAt} />
        </span>
        <span className="spacer" />
        <Progress row={row} />
        <Dismissal row={row} title={visibleText(title)} />
      </div>
      {refusal !== undefined && state === 'waiting' && <Refusal row={row} refusal={refusal} />}
      {reviewed?.error && state === 'waiting' && <NotHad row={row} error={reviewed.error} />}
      {(state === 'waiting' || state === 'sending') && (reviewed?.fields.length ?? 0) > 0 && (
        <ReviewedFields
          fields={reviewed?.fields ?? []}
          sides={row.sides}
          isDisabled={state !== 'waiting'}
          onSide={(field, side) => setSide(key, field, side)}
        />
      )}
    </li>
  );
}

/** Discards the edit, and takes that back: one button, so that the focus stays where it is. */
function Dismissal({ row: { key, state }, title }: { readonly row: ReviewRow; readonly title: string }) {
  if (state === 'sending' || state === 'sent') return null;
  const discarded = state === 'discarded';
  return (
    <>
      <span className="muted review-under-way" role="status">
        {discarded && 'Discarded. The image stays as it is.'}
      </span>
      <Button
        size="small"
        variant={discarded ? 'plain' : 'quiet'}
        aria-label={discarded ? `Undo, keep the change of ${title}` : `Discard the change of ${title}`}
        onPress={() => (discarded ? bringBack(key) : discardRow(key))}
      >
        {discarded ? 'Undo' : 'Discard'}
      </Button>
    </>
  );
}

function Progress({ row: { state, reviewed } }: { readonly row: ReviewRow }) {
  if (state === 'sent') {
    return (
      <span className="review-sent">
        <Check size={13} aria-hidden="true" /> Sent
      </span>
    );
  }
  const words = state === 'sending' ? 'Sending' : reviewed === undefined ? 'Comparing' : undefined;
  if (words === undefined) return null;
  return (
    <span className="muted review-under-way">
      <LoaderCircle size={13} className="turning" aria-hidden="true" /> {words}…
    </span>
  );
}

/** The service did not give the image: it cannot be compared, and so not sent. */
function NotHad({ row, error }: { readonly row: ReviewRow; readonly error: WireError }) {
  const said = sayError(error);
  return (
    <>
      <Notice tone={error.code === 'NOT_FOUND' ? 'warning' : 'bad'}>
        {error.code === 'NOT_FOUND' ? (
          <>
            <strong>The image is gone.</strong> There is nothing to send the change to.
          </>
        ) : (
          <>
            <strong>{said.title}.</strong> {visibleText(said.message)} {said.hint}
          </>
        )}
      </Notice>
      <p className="review-about">Your change: {editWords(row.queued.edit)}.</p>
    </>
  );
}

function Refusal({ row, refusal }: { readonly row: ReviewRow; readonly refusal: WireError }) {
  const said = sayError(refusal);
  if (isLostRace(refusal)) {
    return (
      <Notice tone="warning" alert>
        <strong>It changed while you looked.</strong> {visibleText(refusal.message)} Below is how it stands
        now.
      </Notice>
    );
  }
  if (isConsequence(refusal)) {
    return (
      <Notice
        tone="warning"
        alert
        actions={
          <Button size="small" variant="danger" onPress={() => sendAccepting(row.key)}>
            Send anyway
          </Button>
        }
      >
        <strong>It would change more than that.</strong> {visibleText(refusal.message)} {refusal.hint}
      </Notice>
    );
  }
  return (
    <Notice tone="bad" alert>
      <strong>{said.title}.</strong> {visibleText(said.message)} {said.hint}
    </Notice>
  );
}
