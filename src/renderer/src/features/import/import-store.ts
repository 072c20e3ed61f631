import { create } from 'zustand';
import type { ImportSource } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { useConnectionsStore, wantCapabilities } from '../connections/connections-store.ts';
import { receiveTransfer } from '../transfers/transfers-store.ts';
import {
  EMPTY_IMPORT,
  type ImportForm,
  importImage,
  importProblems,
  importReason,
  wayOf,
} from './import-form.ts';

interface ImportState {
  readonly open: boolean;
  readonly connection: string | undefined;
  readonly form: ImportForm;
  /** What is missing is said from the first attempt on. */
  readonly tried: boolean;
  readonly sending: boolean;
  readonly error: unknown;
}

const CLOSED: ImportState = {
  open: false,
  connection: undefined,
  form: EMPTY_IMPORT,
  tried: false,
  sending: false,
  error: undefined,
};
export const useImportStore = create<ImportState>()(() => CLOSED);
const { getState, setState } = useImportStore;

/** Opens the sheet: for the named cloud, else for the one on show, else for the first that can. */
export function openImport(connection?: string): void {
  const { list = [], capabilities } = useConnectionsStore.getState();
  for (const { profile } of list) wantCapabilities(profile.name);
  const shown = useCatalogStore.getState().query.connection;
  const names = list.map(({ profile }) => profile.name);
  const able = (name: string | undefined): boolean =>
    name !== undefined && importReason(capabilities[name]) === undefined;
  const target = connection ?? (able(shown) ? shown : names.find(able));
  setState({ ...CLOSED, open: true, connection: target });
}

export function closeImport(): void {
  setState(CLOSED);
}

export function setImportTarget(connection: string): void {
  wantCapabilities(connection);
  setState({ connection, error: undefined });
}

export function editImport(patch: Partial<ImportForm>): void {
  setState({ form: { ...getState().form, ...patch }, error: undefined });
}

/** Queues the import, if nothing is wrong with the form. */
export async function startImport(): Promise<void> {
  const { connection, form } = getState();
  const capabilities =
    connection === undefined ? undefined : useConnectionsStore.getState().capabilities[connection];
  setState({ tried: true });
  if (connection === undefined || capabilities === undefined) return;
  if (Object.keys(importProblems(form, capabilities)).length > 0) return;
  setState({ sending: true, error: undefined });
  try {
    const { image } = importImage(form, capabilities);
    const order = { connection, source: sourceOf(form, wayOf(form, capabilities)), image };
    receiveTransfer(await call('transfers.import', order as Parameters<typeof call<'transfers.import'>>[1]));
    closeImport();
  } catch (error) {
    setState({ error, sending: false });
  }
}

function sourceOf(form: ImportForm, way: ReturnType<typeof wayOf>): ImportSource {
  if (way === 'glance-download')
    return { method: way, imageId: form.imageId.trim(), region: form.region.trim() };
  return { method: way, url: form.url.trim() };
}
