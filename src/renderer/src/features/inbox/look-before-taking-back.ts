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
 * another one. `CONFLICT` then, also where that cannot be told: nothing is sent unlooked.
 */
export async function lookBeforeTakingBack(
  { connection, id }: Pick<Image, 'connection' | 'id'>,
  answered: MemberStatus,
): Promise<void> {
  const account = await accountOf(connection);
  if (account === null) {
    throw refusal(
      'The service does not tell which of the members is yours, so nobody can see whether your answer still stands.',
    );
  }
  const members = await call('members.list', { connection, id });
  receiveMembers({ connection, id }, members);
  const now = members.find(({ memberId }) => memberId === account)?.status;
  if (now === answered) return;
  if (now == null) throw refusal('You are not among its members any more: it is not shared with you now.');
  throw refusal(`Somebody answered again meanwhile: it is ${WORDS[now]} by now.`);
}

/** Asks the service where that was not said yet: it may have been away when the page looked. */
async function accountOf(connection: string): Promise<string | null> {
  const known = useConnectionsStore.getState().known[connection]?.account;
  return known ?? (await call('connections.capabilities', { name: connection })).account;
}

function refusal(message: string): AppError {
  return new AppError('CONFLICT', message, {
    operation: 'members.answer',
    hint: 'Nothing was changed. Look at it again, and answer anew if you want to.',
  });
}
