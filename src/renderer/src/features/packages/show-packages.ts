import { showView } from '../../app/app-store.ts';
import { setListQuery } from '../catalog/catalog-store.ts';

/** Shows the packages of all clouds that have some. */
export function showAllPackages(): void {
  setListQuery({ connection: undefined });
  showView('packages');
}
