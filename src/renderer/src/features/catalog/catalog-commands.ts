import { CATALOG_GROUPINGS } from '#shared/model/index.ts';
import type { Command } from '../../app/commands.ts';
import { attempt } from '../../app/toast-queue.ts';
import { useCatalogStore } from './catalog-state.ts';
import { resetColumns, sortBy } from './column-actions.ts';
import { COLUMN_FACTS, SORTABLE_COLUMNS } from './column-layout.ts';
import { copyChosen, copyReason } from './copy-as/copy-chosen.ts';
import { COPY_FORMS, COPY_LABELS, type CopyForm } from './copy-as/copy-forms.ts';
import { GROUPING_LABELS } from './group-words.ts';
import { groupBy } from './grouping-actions.ts';
import { EXPAND_LIMIT, setAllExpanded } from './list-loading.ts';
import { toggleQuickLook } from './quick-look-actions.ts';
import { imageOfFocus } from './selection-actions.ts';

const chosen = () => [...useCatalogStore.getState().selection.images.values()];

const notGrouped = (): string | undefined =>
  useCatalogStore.getState().list?.grouping === undefined ? 'The list has no groups' : undefined;

/** The form that Ctrl or Cmd with C copies in the list. */
const COPY_KEY_FORM: CopyForm = 'tsv';

/** What can be done with the list and with what is chosen in it. */
export const CATALOG_COMMANDS: readonly Command[] = [
  {
    id: 'quick-look',
    title: 'Quick look',
    group: 'Images',
    shortcut: 'Space',
    inList: true,
    reason: () => (imageOfFocus() === undefined ? 'Choose an image first' : undefined),
    run: toggleQuickLook,
  },
  ...COPY_FORMS.map(
    (form): Command => ({
      id: `copy-as-${form}`,
      title: `Copy as ${form === 'csv' || form === 'json' ? COPY_LABELS[form] : COPY_LABELS[form].replace(/^[A-LN-Z]/, (first) => first.toLowerCase())}`,
      group: 'Images',
      ...(form === COPY_KEY_FORM ? { shortcut: 'Mod+C', inList: true } : {}),
      reason: () => copyReason(form, chosen()),
      run: () => attempt('clipboard', () => copyChosen(form)),
    }),
  ),
  {
    id: 'group-none',
    title: 'No groups',
    group: 'View',
    reason: notGrouped,
    run: () => groupBy(undefined),
  },
  ...CATALOG_GROUPINGS.map(
    (by): Command => ({
      id: `group-${by}`,
      title: `Group by ${GROUPING_LABELS[by].toLowerCase()}`,
      group: 'View',
      run: () => groupBy(by),
    }),
  ),
  {
    id: 'expand-all',
    title: 'Expand all groups',
    group: 'View',
    reason: () =>
      notGrouped() ??
      ((useCatalogStore.getState().list?.total ?? 0) > EXPAND_LIMIT
        ? `For up to ${EXPAND_LIMIT} groups`
        : undefined),
    run: () => setAllExpanded(true),
  },
  {
    id: 'collapse-all',
    title: 'Collapse all groups',
    group: 'View',
    reason: notGrouped,
    run: () => setAllExpanded(false),
  },
  { id: 'usual-columns', title: 'Back to the usual columns', group: 'View', run: resetColumns },
  ...SORTABLE_COLUMNS.map(
    (key): Command => ({
      id: `sort-${key}`,
      title: `Sort by ${COLUMN_FACTS[key].label.toLowerCase()}`,
      group: 'View',
      run: () => sortBy(key),
    }),
  ),
];
