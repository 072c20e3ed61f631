import type { Image, Operation } from '#shared/model/index.ts';
import { CATALOG_COMMANDS } from '../features/catalog/catalog-commands.ts';
import { clearSelection, selectAll } from '../features/catalog/catalog-store.ts';
import { noCloudReason } from '../features/connections/abilities-now.ts';
import {
  reasonAgainst,
  showConnectionDialog,
  startSandbox,
  useConnectionsStore,
} from '../features/connections/connections-store.ts';
import { sourceReason } from '../features/copy/copy-reasons.ts';
import { openCopy } from '../features/copy/copy-store.ts';
import { openReview } from '../features/edits/review-store.ts';
import { backToNow } from '../features/history/browse-past.ts';
import { askForPast, openHistory } from '../features/history/history-store.ts';
import { openImport } from '../features/import/import-store.ts';
import { editReason, goneReason, removalReason } from '../features/inspector/action-reasons.ts';
import {
  askRemoval,
  chosenImages,
  setImageActive,
  startEdit,
  toggleInspector,
} from '../features/inspector/inspector-store.ts';
import { packageClouds } from '../features/packages/package-clouds.ts';
import { showPackageDialog } from '../features/packages/packages-store.ts';
import { refreshAll } from '../features/packages/refresh-all.ts';
import { showAllPackages } from '../features/packages/show-packages.ts';
import { SEARCH_COMMANDS, savedSearchCommands } from '../features/search/search-commands.ts';
import { changeSettings } from '../features/settings/settings-store.ts';
import { downloadImages } from '../features/transfers/download-images.ts';
import { toggleTransfers } from '../features/transfers/transfers-store.ts';
import { pickFiles } from '../features/upload/pick-files.ts';
import { showOverlay, showView, useAppStore } from './app-store.ts';
import { focusSearch, focusTable } from './focus-places.ts';
import { call } from './session.ts';
import { attempt } from './toast-queue.ts';

/** One thing that a person can do, wherever it is started from. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Images' | 'Packages' | 'Clouds' | 'View' | 'Transfers';
  /** `Mod` is Ctrl, on a Mac Command. */
  readonly shortcut?: string;
  readonly secondShortcut?: string;
  /** The key belongs to the list: it works while the list has the focus. */
  readonly inList?: boolean;
  /** Why not now; `undefined` if it can be done. */
  readonly reason?: () => string | undefined;
  readonly run: () => void;
}

/** The chosen images; none while packages are on show. */
const inSight = (): readonly Image[] => (useAppStore.getState().view === 'packages' ? [] : chosenImages());

const someChosen = (): string | undefined => (inSight().length === 0 ? 'Choose an image first' : undefined);

/** Why none of the chosen images can give its bytes. */
const noBytes = (): string | undefined =>
  someChosen() ?? sourceReason(useConnectionsStore.getState().capabilities, chosenImages());

/** Why an operation on the chosen image is not possible. */
const forOne = (operation: Operation) => (): string | undefined => {
  const [image, ...more] = inSight();
  if (image === undefined) return 'Choose an image first';
  if (more.length > 0) return 'Choose one image only';
  return (
    goneReason(image) ??
    reasonAgainst(useConnectionsStore.getState().capabilities[image.connection], operation)
  );
};

/** Why nothing can be sent to any cloud. */
const noCloud = (): string | undefined => {
  const { list = [], asOf } = useConnectionsStore.getState();
  return noCloudReason(list, asOf);
};

/** Why none of the chosen images can be deleted. */
const noRemoval = (): string | undefined => {
  const { capabilities } = useConnectionsStore.getState();
  return someChosen() ?? removalReason(capabilities, inSight());
};

/** Why there are no packages to look at. */
const noPackages = (): string | undefined => {
  const { list, capabilities } = useConnectionsStore.getState();
  return packageClouds(list ?? [], capabilities).length === 0 ? 'No cloud here keeps packages' : undefined;
};

/** Why the chosen image cannot be edited. */
const noEdit = (): string | undefined => {
  const [image, ...more] = inSight();
  if (image === undefined) return 'Choose an image first';
  if (more.length > 0) return 'Choose one image only';
  return editReason(useConnectionsStore.getState().capabilities[image.connection], image);
};

const IMAGE_COMMANDS: readonly Command[] = [
  {
    id: 'upload',
    title: 'Upload images…',
    group: 'Images',
    shortcut: 'Mod+U',
    reason: noCloud,
    run: pickFiles,
  },
  {
    id: 'download',
    title: 'Download',
    group: 'Images',
    shortcut: 'Mod+D',
    reason: noBytes,
    run: () => attempt('transfers.download', () => downloadImages(chosenImages())),
  },
  {
    id: 'copy-to',
    title: 'Copy to another cloud…',
    group: 'Images',
    shortcut: 'Alt+C',
    reason: noBytes,
    run: () => openCopy(chosenImages()),
  },
  {
    id: 'import-image',
    title: 'Import from a URL…',
    group: 'Images',
    shortcut: 'Alt+U',
    reason: () =>
      (useConnectionsStore.getState().list ?? []).length === 0 ? 'Add a cloud first' : noCloud(),
    run: () => openImport(),
  },
  {
    id: 'edit',
    title: 'Edit image…',
    group: 'Images',
    shortcut: 'F2',
    reason: noEdit,
    run: startEdit,
  },
  {
    id: 'activate',
    title: 'Deactivate or reactivate image',
    group: 'Images',
    reason: forOne('image.deactivate'),
    run: () => {
      const [image] = chosenImages();
      if (image !== undefined)
        attempt('images.activate', () => setImageActive(image, image.status === 'disabled'));
    },
  },
  {
    id: 'delete',
    title: 'Delete…',
    group: 'Images',
    shortcut: 'Delete',
    inList: true,
    reason: noRemoval,
    run: askRemoval,
  },
  {
    id: 'select-all',
    title: 'Choose all',
    group: 'Images',
    shortcut: 'Mod+A',
    inList: true,
    run: () => attempt('catalog.window', selectAll),
  },
  {
    id: 'select-none',
    title: 'Choose none',
    group: 'Images',
    shortcut: 'Escape',
    inList: true,
    run: clearSelection,
  },
];

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

/** What changed is no list: from there it is gone back to, and stands only with the next drawing. */
function goToList(): void {
  if (useAppStore.getState().view !== 'history') {
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

const PACKAGE_COMMANDS: readonly Command[] = [
  {
    id: 'packages',
    title: 'Show packages',
    group: 'Packages',
    shortcut: 'Alt+P',
    reason: noPackages,
    run: showAllPackages,
  },
  {
    id: 'new-package',
    title: 'New package…',
    group: 'Packages',
    reason: noPackages,
    run: () => showPackageDialog({ type: 'create', connection: undefined, like: undefined }),
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
  ...CATALOG_COMMANDS,
  ...EDIT_COMMANDS,
  ...PACKAGE_COMMANDS,
  ...CLOUD_COMMANDS,
  ...SEARCH_COMMANDS,
  ...VIEW_COMMANDS,
  ...TRANSFER_COMMANDS,
];

/** The same, and what the person keeps: the saved searches. */
export function everyCommand(): readonly Command[] {
  return [...COMMANDS, ...savedSearchCommands()];
}
