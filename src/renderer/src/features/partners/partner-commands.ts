import type { Command } from '../../app/commands.ts';
import { openPartners } from './partners-store.ts';

/** What can be done with the address book from anywhere. */
export const PARTNER_COMMANDS: readonly Command[] = [
  { id: 'address-book', title: 'Address book…', group: 'Clouds', run: () => openPartners() },
  {
    id: 'add-partner',
    title: 'Add a partner to the address book…',
    group: 'Clouds',
    run: () => openPartners({}),
  },
];
