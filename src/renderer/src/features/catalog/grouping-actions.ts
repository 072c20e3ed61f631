import type { CatalogGrouping } from '#shared/model/index.ts';
import { changeSettings } from '../settings/settings-store.ts';
import { setListQuery } from './list-loading.ts';

/** The order that groups begin with: of hashes those come first that several images have. */
export function groupOrderOf(grouping: CatalogGrouping | null | undefined): 'label' | 'images' {
  return grouping === 'hash' ? 'images' : 'label';
}

/** Puts the list together by something; kept in the settings. */
export function groupBy(grouping: CatalogGrouping | undefined): void {
  setListQuery({ grouping, groupOrder: groupOrderOf(grouping) });
  void changeSettings({ grouping: grouping ?? null });
}
