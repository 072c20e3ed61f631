import type { ImageChange } from '#shared/model/index.ts';
import { quoteValue } from '#shared/search/quote-text.ts';
import { showView } from '../../app/app-store.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { clearSelection, selectImage, setListQuery, useCatalogStore } from '../catalog/catalog-store.ts';
import { openInspector } from '../inspector/inspector-store.ts';
import { askForPast } from './history-store.ts';
import { justBefore } from './since.ts';

/** Shows the whole list as it was at a time, ISO 8601. Nothing can be changed until `backToNow`. */
export function browseAsOf(asOf: string): void {
  askForPast(false);
  clearSelection();
  showView('images');
  setListQuery({ asOf });
}

export function backToNow(): void {
  if (useCatalogStore.getState().query.asOf === undefined) return;
  clearSelection();
  setListQuery({ asOf: undefined });
}

/** Shows an image that changed in the inspector; one that is gone as it last stood. */
export async function inspectChange(change: ImageChange): Promise<void> {
  const { connection, id, at } = change;
  if (!change.words.includes('gone')) {
    selectImage((await call('catalog.show', { connection, id })).image);
    openInspector();
    return;
  }
  const { rows } = await call('catalog.window', {
    connections: [connection],
    search: `id:${quoteValue(id)}`,
    asOf: justBefore(at),
    sort: 'name',
    direction: 'asc',
    offset: 0,
    limit: 20,
  });
  const last = rows.find((image) => image.id === id);
  if (last === undefined) {
    toast({
      tone: 'info',
      title: `${visibleText(named(change.name, id))} is gone`,
      text: 'The history does not remember how it last stood.',
    });
    return;
  }
  selectImage(last);
  openInspector();
}
