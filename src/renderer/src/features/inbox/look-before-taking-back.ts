import { AppError } from '#shared/errors/index.ts';
import type { Image, MemberStatus } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { receiveMembers } from '../inspector/seen-members.ts';

const WORDS: Readonly<Record<MemberStatus, string>> = {
  accepted: 'accepted',
  rejected: 'declined',
  pending: 'waiting for an answer again',
};

/**
 * Looks whether an answer still stands before it is taken back: somebody else of the project may have given
 * another one. `CONFLICT` then. Where this connection is not seen among the members the service decides.
 */
export async function lookBeforeTakingBack(
  { connection, id }: Pick<Image, 'connection' | 'id'>,
  answered: MemberStatus,
): Promise<void> {
  const account = useConnectionsStore.getState().known[connection]?.account;
  if (account == null) return;
  const members = await call('members.list', { connection, id });
  receiveMembers({ connection, id }, members);
  const now = members.find(({ memberId }) => memberId === account)?.status ?? answered;
  if (now === answered) return;
  throw new AppError('CONFLICT', `Somebody answered again meanwhile: it is ${WORDS[now]} by now.`, {
    operation: 'members.answer',
    hint: 'Nothing was changed. Look at it again, and answer anew if you want to.',
    context: { answered, now },
  });
}
