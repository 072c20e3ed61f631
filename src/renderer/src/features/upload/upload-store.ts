import { create } from 'zustand';
import type { Capabilities, Inspection } from '#shared/model/index.ts';
import { call, session } from '../../app/session.ts';
import { attempt } from '../../app/toast-queue.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { isNameTaken } from '../catalog/name-taken.ts';
import { reasonAgainst, useConnectionsStore, wantCapabilities } from '../connections/connections-store.ts';
import { receiveTransfer } from '../transfers/transfers-store.ts';
import { fittedImageOf, formFromInspection, formProblem, type UploadForm } from './upload-form.ts';

/** One file of the review sheet. */
export interface UploadRow {
  readonly key: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly grant: string | undefined;
  readonly inspection: Inspection | undefined;
  readonly form: UploadForm | undefined;
  /** Why it could not be read, or not be queued. */
  readonly error: unknown;
  /** An image of this name is in the chosen cloud already. */
  readonly nameTaken: boolean;
}

interface UploadState {
  readonly open: boolean;
  readonly rows: readonly UploadRow[];
  readonly connection: string | undefined;
  readonly sending: boolean;
}

const CLOSED: UploadState = { open: false, rows: [], connection: undefined, sending: false };
export const useUploadStore = create<UploadState>()(() => CLOSED);
const { getState, setState } = useUploadStore;

let rowsMade = 0;
let nameTimer: ReturnType<typeof setTimeout> | undefined;
const NAME_PAUSE_MS = 250;

/** Opens the review sheet with dropped or picked files, or adds them to it. */
export function reviewFiles(files: readonly File[]): void {
  const { bridge } = session();
  addRows(
    files.map((file) => ({
      fileName: file.name,
      sizeBytes: file.size,
      grant: () => bridge.grantForFile(file),
    })),
  );
}

/** Asks for files with the host's own dialog where there is one; `false` where the page must ask itself. */
export function chooseFilesToUpload(): boolean {
  const { chooseFiles } = session().bridge;
  if (chooseFiles === undefined) return false;
  attempt('files.choose', async () => {
    const chosen = await chooseFiles();
    addRows(chosen.map(({ grant, ...file }) => ({ ...file, grant: () => Promise.resolve(grant) })));
  });
  return true;
}

interface NewRow {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly grant: () => Promise<string>;
}

function addRows(added: readonly NewRow[]): void {
  if (added.length === 0) return;
  if (!getState().open) setDestination(defaultDestination());
  for (const { fileName, sizeBytes, grant } of added) {
    rowsMade += 1;
    const key = `file-${rowsMade}`;
    const row = { key, fileName, sizeBytes, grant: undefined, inspection: undefined, form: undefined };
    setState({ open: true, rows: [...getState().rows, { ...row, error: undefined, nameTaken: false }] });
    void inspect(key, grant);
  }
}

async function inspect(key: string, grantFile: () => Promise<string>): Promise<void> {
  try {
    const grant = await grantFile();
    patchRow(key, { grant });
    const { fileName, inspection } = await call('transfers.inspect', { grant });
    patchRow(key, { inspection, form: formFromInspection(fileName, inspection) });
    checkNames();
  } catch (error) {
    patchRow(key, { error });
  }
}

/** The cloud that the list shows, else the first; one that takes bytes, as far as that is known. */
function defaultDestination(): string | undefined {
  const { list = [], capabilities } = useConnectionsStore.getState();
  const shown = useCatalogStore.getState().query.connection;
  const names = [...(shown === undefined ? [] : [shown]), ...list.map(({ profile }) => profile.name)];
  return names.find((name) => reasonAgainst(capabilities[name], 'image.upload') === undefined) ?? names[0];
}

export function setDestination(connection: string | undefined): void {
  if (connection !== undefined) wantCapabilities(connection);
  setState({ connection });
  checkNames();
}

export function editRow(key: string, patch: Partial<UploadForm>): void {
  const form = getState().rows.find((row) => row.key === key)?.form;
  if (form === undefined) return;
  patchRow(key, { form: { ...form, ...patch }, error: undefined });
  if (patch.name !== undefined) checkNames();
}

export function removeRow(key: string): void {
  const rows = getState().rows.filter((row) => row.key !== key);
  if (rows.length === 0) closeUpload();
  else setState({ rows });
}

export function closeUpload(): void {
  setState(CLOSED);
}

/** The files that can be sent as they stand. */
export function sendable(
  rows: readonly UploadRow[],
  capabilities: Capabilities | undefined,
): readonly UploadRow[] {
  return rows.filter(
    ({ grant, form, inspection }) =>
      grant !== undefined &&
      form !== undefined &&
      inspection !== undefined &&
      formProblem(form, inspection, capabilities) === undefined,
  );
}

/** Queues all files that can be sent. Those that are refused stay on the sheet with the reason. */
export async function uploadAll(): Promise<void> {
  const { rows, connection } = getState();
  if (connection === undefined) return;
  const capabilities = useConnectionsStore.getState().capabilities[connection];
  setState({ sending: true });
  for (const { key, grant, form, inspection } of sendable(rows, capabilities)) {
    if (grant === undefined || form === undefined || inspection === undefined) continue;
    try {
      const { image } = fittedImageOf(form, inspection, capabilities);
      const order = { connection, grant, image } as Parameters<typeof call<'transfers.upload'>>[1];
      receiveTransfer(await call('transfers.upload', order));
      setState({ rows: getState().rows.filter((row) => row.key !== key) });
    } catch (error) {
      patchRow(key, { error });
    }
  }
  setState({ sending: false });
  const left = getState().rows;
  if (left.every((row) => row.error === undefined)) closeUpload();
}

function patchRow(key: string, patch: Partial<UploadRow>): void {
  setState({ rows: getState().rows.map((row) => (row.key === key ? { ...row, ...patch } : row)) });
}

/** Looks in the catalogue whether the names are in use, once the typing rests. */
function checkNames(): void {
  clearTimeout(nameTimer);
  nameTimer = setTimeout(() => {
    const { rows, connection } = getState();
    for (const { key, form } of rows) {
      if (connection !== undefined && form !== undefined) void checkName(key, form.name.trim(), connection);
    }
  }, NAME_PAUSE_MS);
}

async function checkName(key: string, name: string, connection: string): Promise<void> {
  const nameTaken = await isNameTaken(connection, name);
  const row = getState().rows.find((each) => each.key === key);
  if (row?.form?.name.trim() !== name || getState().connection !== connection) return;
  patchRow(key, { nameTaken });
}
