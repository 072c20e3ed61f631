import { useState } from 'react';
import type { ConnectionKind, Image, Member } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { usePartner } from '../partners/partners-store.ts';
import { keepFocus } from './keep-focus.ts';
import { MemberLine } from './member-line.tsx';
import { PreviewPart } from './preview-part.tsx';
import { removeMembers } from './share-actions.ts';
import { isFelt } from './sharing-facts.ts';
import { REMOVAL_WORDS } from './sharing-words.ts';

interface MemberListProps {
  readonly image: Image;
  readonly kind: ConnectionKind | undefined;
  readonly members: readonly Member[];
  /** Why none can be removed now. */
  readonly reason: string | undefined;
}

/** Whom the image is shared with. Removing asks only where somebody would feel it. */
export function MemberList({ image, kind, members, reason }: MemberListProps) {
  const [asked, setAsked] = useState<Member>();
  const remove = (member: Member): void => {
    if (isFelt(member)) setAsked(member);
    else {
      const order = { image, kind, members: [member.memberId] };
      attempt('members.remove', async () => {
        await removeMembers(order, false);
        keepFocus();
      });
    }
  };
  return (
    <>
      <ul className="members" aria-label="Shared with">
        {members.map((member) => (
          <MemberLine
            key={member.memberId}
            image={image}
            member={member}
            reason={reason}
            onRemove={() => remove(member)}
          />
        ))}
      </ul>
      {asked !== undefined && (
        <RemovalQuestion image={image} kind={kind} member={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

interface RemovalQuestionProps {
  readonly image: Image;
  readonly kind: ConnectionKind | undefined;
  readonly member: Member;
  readonly onClose: () => void;
}

/** Before an image is taken from somebody who uses it, or at least sees it. */
function RemovalQuestion({ image, kind, member, onClose }: RemovalQuestionProps) {
  const { connection, id } = image;
  const { memberId, name, status } = member;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const partner = usePartner(memberId, connection);
  const who = partner?.name ?? name ?? memberId;
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await removeMembers({ image, kind, members: [memberId] }, true);
      onClose();
      keepFocus();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return (
    <ModalDialog
      role="alertdialog"
      width="small"
      title={
        <>
          Unshare from <Plain>{who}</Plain>?
        </>
      }
      onClose={onClose}
      dismissable={!busy}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={onClose} autoFocus>
            Cancel
          </Button>
          <Button variant="danger" isPending={busy} onPress={() => void remove()}>
            Unshare
          </Button>
        </>
      }
    >
      {error !== undefined && (
        <Notice tone="bad" alert>
          {visibleText(sayThrown(error, 'members.remove').message)}
        </Notice>
      )}
      <p>
        {status === 'accepted' ? 'They accepted ' : 'They see '}
        <Plain className="image-name">{named(image.name, image.id)}</Plain>.{' '}
        {(kind && REMOVAL_WORDS[kind]) ?? 'They do not see it any more.'}
      </p>
      {status === 'accepted' && (
        <p className="muted">If you share it with them again, they must accept it again.</p>
      )}
      <PreviewPart image={image} order={{ connection, id, remove: [memberId] }} />
    </ModalDialog>
  );
}
