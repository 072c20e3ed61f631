import { RotateCw, Send } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Capabilities, ConnectionKind, Image, Member } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatAsOf } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { reasonAgainst, useConnection, useConnectionsStore } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';
import { kindWords } from '../inspector/member-words.ts';
import type { SeenMembers } from '../inspector/use-members.ts';
import { openHandOver } from '../links/hand-over-store.ts';
import { openPartners } from '../partners/partners-store.ts';
import { AddMembers } from './add-members.tsx';
import { MemberList } from './member-list.tsx';
import { SharedWithMe } from './shared-with-me.tsx';
import { addStep, managesMembers, ownMembership, standingOf } from './sharing-facts.ts';
import { membersWord } from './sharing-words.ts';
import { VisibilityChoice } from './visibility-choice.tsx';

interface SharingTabProps {
  readonly image: Image;
  readonly members: SeenMembers;
}

/** Who sees the image, and who shall: whom it is shared with, as last seen, or whose it is. */
export function SharingTab({ image, members: seen }: SharingTabProps) {
  const { connection, visibility } = image;
  const kind = useConnection(connection)?.profile.kind;
  const known = useConnectionsStore((state) => state.known[connection]);
  const capabilities = useConnectionsStore((state) => state.capabilities[connection]);
  const never = reasonAgainst(known, 'member.list');
  const { refresh, reason, past, members } = seen;
  const step = addStep(image, kind, known);
  const [added, setAdded] = useState<readonly string[]>([]);
  // Where members mean nothing, they are asked for by hand.
  const silent = step !== 'none';
  useEffect(() => {
    // Who looks wants to know it as it is now.
    if (reason === undefined && !silent && !past) refresh();
  }, [reason, silent, past, refresh]);
  if (past) return <p className="tab-empty">Whom it was shared with then is not remembered.</p>;
  const gone = goneReason(image);
  const standing = standingOf(image, known);
  const manages = managesMembers(standing, members, known);
  const words = kindWords(kind);
  const others = (members ?? []).filter(
    ({ memberId }) => standing !== 'theirs' || memberId !== known?.account,
  );
  const title =
    manages && members !== undefined && step !== 'not-needed'
      ? `Shared with ${others.length === 0 ? 'nobody' : membersWord(kind, others.length)}`
      : undefined;
  return (
    <>
      {standing === 'theirs' ? (
        <SharedWithMe
          image={image}
          kind={kind}
          capabilities={capabilities}
          own={ownMembership(members, known)}
          reason={gone}
        />
      ) : (
        visibility !== null && (
          <VisibilityChoice image={image} kind={kind} capabilities={capabilities} reason={gone} />
        )
      )}
      {never === undefined && <SeenBar seen={seen} title={title} />}
      {seen.error !== undefined && (
        <Notice tone="warning">{sayThrown(seen.error, 'members.list').message}</Notice>
      )}
      {manages && never === undefined && (
        <>
          {step === 'not-needed' ? (
            <p className="muted">
              {visibility === 'public'
                ? 'Everybody of this cloud sees it'
                : 'Anyone who knows its id can use it'}
              : members do not apply.
            </p>
          ) : (
            <>
              <Members image={image} seen={seen} others={others} kind={kind} capabilities={capabilities} />
              <AddMembers
                image={image}
                kind={kind}
                known={known}
                members={members ?? []}
                reason={gone ?? reasonAgainst(capabilities, 'member.add')}
                onAdded={setAdded}
              />
              <TellThem image={image} added={added} members={others} />
            </>
          )}
          <p className="sharing-more">
            <Button
              size="small"
              reason={gone}
              onPress={() =>
                openHandOver(
                  image,
                  others.map(({ memberId }) => memberId),
                )
              }
            >
              <Send size={13} aria-hidden="true" />
              Hand over…
            </Button>
            <Button size="small" variant="quiet" onPress={() => openPartners()}>
              Address book…
            </Button>
          </p>
        </>
      )}
      {words !== undefined && step !== 'not-needed' && <p className="muted">{words}</p>}
      {never !== undefined && never !== words && <p className="muted">{never}</p>}
    </>
  );
}

interface MembersProps {
  readonly image: Image;
  readonly seen: SeenMembers;
  readonly others: readonly Member[];
  readonly kind: ConnectionKind | undefined;
  readonly capabilities: Capabilities | undefined;
}

function Members({ image, seen, others, kind, capabilities }: MembersProps) {
  if (seen.members === undefined) {
    return seen.reason === undefined ? null : (
      <p className="tab-empty">Whom it is shared with was never seen. {seen.reason}</p>
    );
  }
  if (others.length === 0) return null;
  return (
    <MemberList
      image={image}
      kind={kind}
      members={others}
      reason={goneReason(image) ?? reasonAgainst(capabilities, 'member.remove')}
    />
  );
}

interface TellThemProps {
  readonly image: Image;
  /** Who was added just now. */
  readonly added: readonly string[];
  readonly members: readonly Member[];
}

/** After sharing: whoever was asked does not know it yet. */
function TellThem({ image, added, members }: TellThemProps) {
  const waiting = members.filter(({ memberId, status }) => added.includes(memberId) && status === 'pending');
  if (waiting.length === 0) return null;
  return (
    <Notice
      tone="good"
      status
      actions={
        <Button
          size="small"
          onPress={() =>
            openHandOver(
              image,
              waiting.map(({ memberId }) => memberId),
            )
          }
        >
          Hand over…
        </Button>
      }
    >
      Shared. The cloud tells nobody: give them the link.
    </Notice>
  );
}

/** When the members were seen, and a way to ask again. */
function SeenBar({ seen, title }: { readonly seen: SeenMembers; readonly title: string | undefined }) {
  const now = useNow();
  return (
    <div className="seen-bar">
      {title !== undefined && <h3>{title}</h3>}
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
