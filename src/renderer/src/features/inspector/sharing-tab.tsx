import { RotateCw } from 'lucide-react';
import { useEffect } from 'react';
import type { Image, Member } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatAsOf } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { reasonAgainst, useConnection, useConnectionsStore } from '../connections/connections-store.ts';
import { kindWords, statusWords, visibilityNote } from './member-words.ts';
import type { SeenMembers } from './use-members.ts';

interface SharingTabProps {
  readonly image: Image;
  readonly members: SeenMembers;
}

/** Whom the image is shared with, as last seen, and what that means with this kind of service. */
export function SharingTab({ image, members: seen }: SharingTabProps) {
  const state = useConnection(image.connection);
  const never = useConnectionsStore((store) => reasonAgainst(store.known[image.connection], 'member.list'));
  const kind = state?.profile.kind;
  const note = visibilityNote(image, kind);
  const words = kindWords(kind);
  const { refresh, reason, past } = seen;
  useEffect(() => {
    // Who looks wants to know it as it is now; where members mean nothing, they are asked for by hand.
    if (reason === undefined && note === undefined && !past) refresh();
  }, [reason, note, past, refresh]);
  if (past) return <p className="tab-empty">Whom it was shared with then is not remembered.</p>;
  return (
    <>
      {note !== undefined && <p>{note}</p>}
      {never === undefined && <SeenBar seen={seen} />}
      {seen.error !== undefined && (
        <Notice tone="warning">{sayThrown(seen.error, 'members.list').message}</Notice>
      )}
      <Members seen={seen} never={never} />
      {words !== undefined && <p className="muted">{words}</p>}
      {never !== undefined && never !== words && <p className="muted">{never}</p>}
    </>
  );
}

function SeenBar({ seen }: { readonly seen: SeenMembers }) {
  const now = useNow();
  return (
    <div className="seen-bar">
      <span className="muted" role="status">
        {seen.seenAt === undefined
          ? seen.loading
            ? 'Asking the service…'
            : 'Never asked for.'
          : `As seen ${formatAsOf(seen.seenAt, now)}`}
      </span>
      <Button
        variant="icon"
        size="small"
        aria-label="Ask the service who it is shared with"
        tip="Ask the service again"
        reason={seen.reason}
        onPress={seen.refresh}
      >
        <RotateCw size={14} aria-hidden="true" className={classNames(seen.loading && 'turning')} />
      </Button>
    </div>
  );
}

function Members({ seen, never }: { readonly seen: SeenMembers; readonly never: string | undefined }) {
  if (seen.members === undefined) {
    return seen.reason !== undefined && never === undefined ? (
      <p className="tab-empty">Whom it is shared with was never seen. {seen.reason}</p>
    ) : null;
  }
  if (seen.members.length === 0) return <p className="tab-empty">It is shared with nobody by name.</p>;
  return (
    <ul className="members" aria-label="Shared with">
      {seen.members.map((member) => (
        <MemberLine key={member.memberId} member={member} />
      ))}
    </ul>
  );
}

function MemberLine({ member }: { readonly member: Member }) {
  const { memberId, name, status, canShare } = member;
  return (
    <li className="member">
      <span className="member-name">
        {name !== null && name !== memberId ? (
          <>
            <Plain>{name}</Plain>
            <small className="mono" title={visibleText(memberId)}>
              {shortId(memberId)}
            </small>
          </>
        ) : (
          <Plain className="mono">{memberId}</Plain>
        )}
        <CopyButton text={memberId} what="member" />
      </span>
      <span className={`member-status member-status-${status ?? 'accepted'}`}>
        {statusWords(member)}
        {canShare === true && ', may share it on'}
      </span>
    </li>
  );
}
