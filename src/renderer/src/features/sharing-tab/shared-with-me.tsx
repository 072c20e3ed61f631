import { Check, Clock, X } from 'lucide-react';
import type { Capabilities, ConnectionKind, Image, Member, MemberStatus } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { PartnerName } from '../partners/partner-name.tsx';
import { openPartners, usePartner } from '../partners/partners-store.ts';
import { answerShare } from './share-actions.ts';

interface SharedWithMeProps {
  readonly image: Image;
  readonly kind: ConnectionKind | undefined;
  readonly capabilities: Capabilities | undefined;
  /** This connection among the members; `undefined` if it is none, or that is not known. */
  readonly own: Member | undefined;
  /** Why nothing can be answered now. */
  readonly reason: string | undefined;
}

const SIGNS = { accepted: Check, pending: Clock, rejected: X } as const;
const OWN_WORDS: Readonly<Record<MemberStatus, string>> = {
  pending: 'You have not answered yet: your lists do not show it.',
  accepted: 'You accepted it.',
  rejected: 'You declined it: your lists do not show it.',
};

/** Somebody else's image: whose, how this connection answered, and how it can. */
export function SharedWithMe({ image, kind, capabilities, own, reason }: SharedWithMeProps) {
  const { connection, owner } = image;
  const partner = usePartner(owner ?? '', connection);
  const status = own?.status ?? null;
  const Sign = status === null ? undefined : SIGNS[status];
  const against = reason ?? reasonAgainst(capabilities, 'member.accept');
  const answer = (next: MemberStatus) => () =>
    attempt('members.answer', () => answerShare(image, next, { kind, before: status }));
  return (
    <section className="shared-with-me" aria-label="Shared with you">
      <p>
        It belongs to{' '}
        {owner === null ? (
          <Plain>somebody else</Plain>
        ) : (
          <PartnerName memberId={owner} connection={connection} />
        )}
        {owner !== null && partner === undefined && (
          <Button
            size="small"
            variant="link"
            aria-label={`Add ${visibleText(owner)} to the address book`}
            onPress={() => openPartners({ memberId: owner, connection })}
          >
            Name them…
          </Button>
        )}
      </p>
      {status === null ? (
        <p className="muted">{withoutAnswer(image, kind)}</p>
      ) : (
        <>
          <p className={`own-answer member-status-${status}`}>
            {Sign && <Sign size={13} strokeWidth={2.5} aria-hidden="true" />}
            {OWN_WORDS[status]}
          </p>
          <div className="own-answer-actions">
            {status !== 'accepted' && (
              <Button size="small" variant="primary" reason={against} onPress={answer('accepted')}>
                Accept
              </Button>
            )}
            {status !== 'rejected' && (
              <Button size="small" reason={against} onPress={answer('rejected')}>
                Decline
              </Button>
            )}
          </div>
        </>
      )}
    </section>
  );
}

function withoutAnswer({ visibility }: Image, kind: ConnectionKind | undefined): string {
  if (visibility === 'public') return 'Everybody of this cloud sees it; there is nothing to answer.';
  if (visibility === 'community') return 'Anyone who knows its id can use it; there is nothing to answer.';
  if (kind === 'plankton') return 'You see it because it is shared with you; there is nothing to answer.';
  if (kind === 'djinn') return 'You see it as a collaborator of its namespace.';
  return 'Whether it is shared with you by name is not known.';
}
