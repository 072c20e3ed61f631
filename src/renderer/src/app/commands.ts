import { CATALOG_COMMANDS } from '../features/catalog/catalog-commands.ts';
import { COMPARE_COMMANDS } from '../features/compare/compare-commands.ts';
import {
  showConnectionDialog,
  startSandbox,
  useConnectionsStore,
} from '../features/connections/connections-store.ts';
import { openReview } from '../features/edits/review-store.ts';
import { backToNow } from '../features/history/browse-past.ts';
import { askForPast, openHistory } from '../features/history/history-store.ts';
import { INBOX_COMMANDS } from '../features/inbox/inbox-commands.ts';
import { IMAGE_COMMANDS } from '../features/inspector/image-commands.ts';
import { toggleInspector } from '../features/inspector/inspector-store.ts';
import { LINK_COMMANDS } from '../features/links/link-commands.ts';
import { MANY_COMMANDS } from '../features/many/many-commands.ts';
import { METADATA_COMMANDS } from '../features/metadata/metadata-commands.ts';
import { PACKAGE_COMMANDS } from '../features/packages/package-commands.ts';
import { refreshAll } from '../features/packages/refresh-all.ts';
import { PARTNER_COMMANDS } from '../features/partners/partner-commands.ts';
import { SEARCH_COMMANDS, savedSearchCommands } from '../features/search/search-commands.ts';
import { changeSettings } from '../features/settings/settings-store.ts';
import { SHARING_COMMANDS } from '../features/sharing/sharing-commands.ts';
import { toggleTransfers } from '../features/transfers/transfers-store.ts';
import { showOverlay, showView, useAppStore } from './app-store.ts';
import { focusSearch, focusTable } from './focus-places.ts';
import { call } from './session.ts';
import { attempt } from './toast-queue.ts';
import { UNDO_COMMANDS } from './undo-commands.ts';

/** One thing that a person can do, wherever it is started from. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Images' | 'Packages' | 'Clouds' | 'View' | 'Transfers';
  /** `Mod` is Ctrl, on a Mac Command. */
  readonly shortcut?: string;
  readonly secondShortcut?: string;
  /** In a text field the key is the field's own. */
  readonly notInText?: boolean;
  /** The key belongs to the list: it works while the list has the focus. */
  readonly inList?: boolean;
  /** Why not now; `undefined` if it can be done. */
  readonly reason?: () => string | undefined;
  readonly run: () => void;
}

/** Edits that wait for their service. */
const EDIT_COMMANDS: readonly Command[] = [
  {
    id: 'review-edits',
    title: 'Review waiting edits…',
    group: 'Images',
    run: () => openReview(),
  },
];

const CLOUD_COMMANDS: readonly Command[] = [
  {
    id: 'refresh',
    title: 'Refresh all clouds',
    group: 'Clouds',
    shortcut: 'Alt+R',
    run: refreshAll,
  },
  {
    id: 'add-cloud',
    title: 'Add a cloud…',
    group: 'Clouds',
    run: () => showConnectionDialog({ type: 'add' }),
  },
  {
    id: 'import-clouds',
    title: 'Import clouds.yaml…',
    group: 'Clouds',
    run: () => showConnectionDialog({ type: 'import', start: { from: 'discovered' } }),
  },
  { id: 'sandbox', title: 'Start the sandbox', group: 'Clouds', run: () => void startSandbox() },
];

/** What changed, and who sees what, are no lists: from there it is gone back to, and stands only with the next drawing. */
function goToList(): void {
  const { view } = useAppStore.getState();
  if (view === 'images' || view === 'packages') {
    focusTable();
    return;
  }
  showView('images');
  setTimeout(focusTable);
}

const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'palette',
    title: 'Find anything',
    group: 'View',
    shortcut: 'Mod+K',
    run: () => showOverlay('palette'),
  },
  {
    id: 'search',
    title: 'Search the list',
    group: 'View',
    shortcut: 'Mod+F',
    secondShortcut: '/',
    run: focusSearch,
  },
  { id: 'history', title: 'What changed', group: 'View', shortcut: 'Alt+H', run: openHistory },
  {
    id: 'browse-past',
    title: 'Browse the catalogue as of…',
    group: 'View',
    run: () => askForPast(true),
  },
  {
    id: 'back-to-now',
    title: 'Back to now',
    group: 'View',
    reason: () => (useConnectionsStore.getState().asOf === undefined ? 'The present is on show' : undefined),
    run: backToNow,
  },
  { id: 'list', title: 'Go to the list', group: 'View', shortcut: 'Alt+L', run: goToList },
  {
    id: 'inspector',
    title: 'Show or hide the inspector',
    group: 'View',
    shortcut: 'Alt+I',
    run: toggleInspector,
  },
  { id: 'settings', title: 'Settings', group: 'View', shortcut: 'Mod+,', run: () => showOverlay('settings') },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    group: 'View',
    shortcut: '?',
    run: () => showOverlay('shortcuts'),
  },
  {
    id: 'theme-light',
    title: 'Light theme',
    group: 'View',
    run: () => void changeSettings({ theme: 'light' }),
  },
  { id: 'theme-dark', title: 'Dark theme', group: 'View', run: () => void changeSettings({ theme: 'dark' }) },
  {
    id: 'theme-system',
    title: "The system's theme",
    group: 'View',
    run: () => void changeSettings({ theme: 'system' }),
  },
  {
    id: 'rows-compact',
    title: 'Compact rows',
    group: 'View',
    run: () => void changeSettings({ density: 'compact' }),
  },
  {
    id: 'rows-comfortable',
    title: 'Comfortable rows',
    group: 'View',
    run: () => void changeSettings({ density: 'comfortable' }),
  },
];

const TRANSFER_COMMANDS: readonly Command[] = [
  {
    id: 'transfers',
    title: 'Show or hide transfers',
    group: 'Transfers',
    shortcut: 'Alt+T',
    run: toggleTransfers,
  },
  {
    id: 'clear-finished',
    title: 'Clear finished transfers',
    group: 'Transfers',
    run: () => attempt('transfers.clear', () => call('transfers.clear', {})),
  },
];

/** Everything that can be done, in the order of the palette. */
export const COMMANDS: readonly Command[] = [
  ...IMAGE_COMMANDS,
  ...METADATA_COMMANDS,
  ...COMPARE_COMMANDS,
  ...SHARING_COMMANDS,
  ...MANY_COMMANDS,
  ...UNDO_COMMANDS,
  ...CATALOG_COMMANDS,
  ...EDIT_COMMANDS,
  ...INBOX_COMMANDS,
  ...PACKAGE_COMMANDS,
  ...CLOUD_COMMANDS,
  ...LINK_COMMANDS,
  ...PARTNER_COMMANDS,
  ...SEARCH_COMMANDS,
  ...VIEW_COMMANDS,
  ...TRANSFER_COMMANDS,
];

/** The same, and what the person keeps: the saved searches. */
export function everyCommand(): readonly Command[] {
  return [...COMMANDS, ...savedSearchCommands()];
}
