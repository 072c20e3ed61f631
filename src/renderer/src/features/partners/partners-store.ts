import { useMemo } from 'react';
import { create } from 'zustand';
import type { Partner } from '#shared/model/index.ts';
import { partnersOf } from '#shared/partners/index.ts';
import { call } from '../../app/session.ts';
import { toastError } from '../../app/toast-queue.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';

/** What the address book begins with when it is opened: a partner to be added, as far as they are known. */
export interface PartnerStart {
  readonly memberId?: string | undefined;
  readonly connection?: string | null | undefined;
  readonly name?: string | undefined;
}

interface PartnersState {
  /** The whole address book, by name. */
  readonly partners: readonly Partner[];
  /** Why it could not be read; its last state stays. */
  readonly error: unknown;
  readonly dialog: { readonly add: PartnerStart | undefined } | undefined;
}

/** The address book of this computer, as the page holds it. */
export const usePartners = create<PartnersState>()(() => ({
  partners: [],
  error: undefined,
  dialog: undefined,
}));
const { getState, setState } = usePartners;

export function receivePartners(partners: readonly Partner[]): void {
  setState({ partners, error: undefined });
}

/** Reads the address book; what is wrong with it is said where it is shown. */
export async function loadPartners(): Promise<void> {
  try {
    receivePartners(await call('partners.list', {}));
  } catch (error) {
    setState({ error });
  }
}

/** Opens the address book; with `add`, with the form of a new partner in it. */
export function openPartners(add?: PartnerStart): void {
  setState({ dialog: { add } });
  // The command line may have written to it meanwhile.
  void loadPartners();
}

export function closePartners(): void {
  setState({ dialog: undefined });
}

/** The own name of a member; `undefined` for one who is not in the address book. */
export function partnerName(memberId: string, connection: string): string | undefined {
  const known = partnersOf(getState().partners, connection, useConnectionsStore.getState().list ?? []);
  return known.find((partner) => partner.memberId === memberId)?.name;
}

/** Whom the address book knows at a connection, each once, the nearest first; drawn again when that changes. */
export function usePartnersOf(connection: string): readonly Partner[] {
  const partners = usePartners((state) => state.partners);
  const list = useConnectionsStore((state) => state.list);
  return useMemo(() => partnersOf(partners, connection, list ?? []), [partners, connection, list]);
}

/** Who a member of an image of this connection is in the address book. */
export function usePartner(memberId: string, connection: string): Partner | undefined {
  return usePartnersOf(connection).find((partner) => partner.memberId === memberId);
}

/** Adds a partner, or changes the one of the same id and cloud. */
async function savePartner(partner: Partner): Promise<void> {
  receivePartners(await call('partners.save', { partner: { ...partner } }));
}

/** Changes a partner, then offers the way back. A changed id or cloud makes them another entry. */
export async function changePartner(before: Partner, after: Partner): Promise<void> {
  await replacePartner(before, after);
  offerUndo({
    title: `${visibleText(after.name)} changed in the address book`,
    operation: 'partners.save',
    undo: () => replacePartner(after, before),
  });
}

/** Removes a partner, then offers the way back. What is shared with them stays shared. */
export async function removePartner(partner: Partner): Promise<void> {
  const { memberId, connection } = partner;
  receivePartners(await call('partners.remove', { memberId, connection }));
  offerUndo({
    title: `${visibleText(partner.name)} removed from the address book`,
    text: 'What is shared with them stays shared.',
    operation: 'partners.save',
    undo: () => savePartner(partner),
  });
}

/** Adds several, then offers the way back for all of them at once. */
export async function addPartners(added: readonly Partner[]): Promise<void> {
  const done: Partner[] = [];
  try {
    for (const partner of added) {
      await savePartner(partner);
      done.push(partner);
    }
  } catch (error) {
    toastError(error, 'partners.save');
  }
  const [first] = done;
  if (first === undefined) return;
  offerUndo({
    title:
      done.length === 1
        ? `${visibleText(first.name)} added to the address book`
        : `${done.length} partners added to the address book`,
    operation: 'partners.remove',
    undo: async () => {
      for (const { memberId, connection } of done) {
        receivePartners(await call('partners.remove', { memberId, connection }));
      }
    },
  });
}

async function replacePartner(before: Partner, after: Partner): Promise<void> {
  await savePartner(after);
  if (before.memberId === after.memberId && before.connection === after.connection) return;
  const { memberId, connection } = before;
  receivePartners(await call('partners.remove', { memberId, connection }));
}

/** The colour that the fewest have, so that a new partner can be told from the others. */
export function nextColor(partners: readonly Partner[]): number {
  const counts = Array.from(
    { length: 8 },
    (_, color) => partners.filter((one) => one.color === color).length,
  );
  return counts.indexOf(Math.min(...counts));
}
