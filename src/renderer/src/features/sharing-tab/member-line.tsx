import { BookUser, Check, Clock, Copy, Ellipsis, Eye, Send, Trash2, X } from 'lucide-react';
import { MenuTrigger, Popover } from 'react-aria-components';
import type { Image, Member } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { ActionMenu } from '../../ui/context-menu.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { statusWords } from '../inspector/member-words.ts';
import { openHandOver } from '../links/hand-over-store.ts';
import { PartnerName } from '../partners/partner-name.tsx';
import { openPartners, usePartner } from '../partners/partners-store.ts';

const SIGNS = { accepted: Check, pending: Clock, rejected: X } as const;

interface MemberLineProps {
  readonly image: Image;
  readonly member: Member;
  /** Why it cannot be unshared now. */
  readonly reason: string | undefined;
  readonly onRemove: () => void;
}

/** One whom the image is shared with: who, how they stand, and what can be done about them. */
export function MemberLine({ image, member, reason, onRemove }: MemberLineProps) {
  const { memberId, name, status, canShare } = member;
  const partner = usePartner(memberId, image.connection);
  const called = visibleText(partner?.name ?? name ?? memberId);
  const Sign = status === null ? Eye : SIGNS[status];
  return (
    <li className="member">
      <span className="member-name">
        <PartnerName memberId={memberId} connection={image.connection} name={name} />
      </span>
      <span className={`member-status member-status-${status ?? 'accepted'}`}>
        <Sign size={12} strokeWidth={2.5} aria-hidden="true" />
        {statusWords(member)}
        {canShare === true && ', may share it on'}
      </span>
      <MenuTrigger>
        <Button variant="icon" size="small" aria-label={`Actions for ${called}`}>
          <Ellipsis size={14} aria-hidden="true" />
        </Button>
        <Popover className="popover" placement="bottom end" offset={2}>
          <ActionMenu
            label={called}
            actions={[
              {
                id: 'hand-over',
                label: 'Hand over…',
                icon: <Send size={14} aria-hidden="true" />,
                run: () => openHandOver(image, [memberId]),
              },
              {
                id: 'partner',
                label: partner === undefined ? 'Add to the address book…' : 'Open the address book…',
                icon: <BookUser size={14} aria-hidden="true" />,
                run: () =>
                  openPartners(
                    partner === undefined
                      ? { memberId, connection: image.connection, name: name ?? '' }
                      : undefined,
                  ),
              },
              {
                id: 'copy',
                label: 'Copy id',
                icon: <Copy size={14} aria-hidden="true" />,
                run: () => attempt('clipboard', () => navigator.clipboard.writeText(memberId)),
              },
              {
                id: 'remove',
                label: 'Unshare…',
                icon: <Trash2 size={14} aria-hidden="true" />,
                danger: true,
                reason,
                run: onRemove,
              },
            ]}
          />
        </Popover>
      </MenuTrigger>
    </li>
  );
}
