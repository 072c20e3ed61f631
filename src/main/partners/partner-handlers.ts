import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import type { SettingsStore } from '../settings/index.ts';
import { createPartnerBook } from './partner-book.ts';

export interface PartnerHandlersDeps {
  readonly settings: Pick<SettingsStore, 'entries' | 'changeEntries'>;
  readonly emit: (message: EventMessage) => void;
}

/** Serves the address book; a change is told to all pages. */
export function createPartnerHandlers(
  deps: PartnerHandlersDeps,
): Pick<Handlers, 'partners.list' | 'partners.save' | 'partners.remove'> {
  const book = createPartnerBook(deps.settings);
  const changed = () => {
    const partners = book.list();
    deps.emit({ event: 'partners.changed', payload: partners });
    return partners;
  };
  return {
    'partners.list': async () => book.list(),
    'partners.save': async ({ partner }) => {
      book.save(partner);
      return changed();
    },
    'partners.remove': async (identity) => (book.remove(identity) ? changed() : book.list()),
  };
}
