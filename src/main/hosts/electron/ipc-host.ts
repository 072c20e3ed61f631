import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { AppError, toAppError } from '#shared/errors/index.ts';
import type { AppInfo } from '#shared/model/index.ts';
import type { Envelope } from '#shared/rpc/index.ts';
import type { Application } from '../../application.ts';
import { chooseDestination, chooseFiles } from './dialogs.ts';
import { isPageAddress } from './page-address.ts';

export interface IpcHostOptions {
  readonly application: Application;
  readonly page: URL;
  readonly window: () => BrowserWindow | undefined;
}

type Channel = 'argosy:call' | 'argosy:grant' | 'argosy:choose-files' | 'argosy:choose-destination';
type Answer = (window: BrowserWindow, ...values: readonly unknown[]) => Promise<Envelope>;

/**
 * Serves the preload's four calls and pushes events. Every call is checked for its sender: the main frame
 * of our window while it shows our page. Nothing is thrown across: refusals are envelopes too.
 */
export function startIpcHost({ application, page, window }: IpcHostOptions): void {
  const { dispatcher, grants } = application;
  const lifetimes = new WeakMap<BrowserWindow, AbortController>();

  const handle = (channel: Channel, answer: Answer): void => {
    ipcMain.handle(channel, async (event, ...values: readonly unknown[]): Promise<Envelope> => {
      const ours = window();
      if (ours === undefined || !isOurPage(event, ours, page)) return refusal(channel);
      try {
        return await answer(ours, ...values);
      } catch (error) {
        return { ok: false, error: toAppError(error, channel).toWire() };
      }
    });
  };

  handle('argosy:call', (ours, name, params) =>
    dispatcher.dispatch(String(name), params, pageLifetime(lifetimes, ours)),
  );
  handle('argosy:grant', async (_ours, path) => {
    if (typeof path !== 'string' || path === '') throw notAFile();
    return { ok: true, value: (await grants.file(path)).grant };
  });
  handle('argosy:choose-files', async (ours) => ({ ok: true, value: await chooseFiles(ours, grants) }));
  handle('argosy:choose-destination', async (ours, suggestedName) => {
    const folder = await downloadFolder(application);
    const name = typeof suggestedName === 'string' ? suggestedName : '';
    return { ok: true, value: await chooseDestination(ours, grants, folder, name) };
  });

  dispatcher.subscribe((message) => {
    const ours = window();
    if (ours !== undefined && !ours.isDestroyed()) ours.webContents.send('argosy:event', message);
  });
}

function isOurPage(event: IpcMainInvokeEvent, window: BrowserWindow, page: URL): boolean {
  if (window.isDestroyed() || event.sender !== window.webContents) return false;
  const frame = event.senderFrame;
  return frame !== null && frame === window.webContents.mainFrame && isPageAddress(page, frame.url);
}

/** Aborted when the page that made the call is reloaded, crashes or is closed. */
function pageLifetime(
  lifetimes: WeakMap<BrowserWindow, AbortController>,
  window: BrowserWindow,
): AbortSignal {
  const existing = lifetimes.get(window);
  if (existing !== undefined) return existing.signal;
  const lifetime = new AbortController();
  lifetimes.set(window, lifetime);
  const end = (): void => {
    lifetimes.delete(window);
    lifetime.abort();
  };
  const contents = window.webContents;
  contents.once('did-navigate', end);
  contents.once('render-process-gone', end);
  contents.once('destroyed', end);
  lifetime.signal.addEventListener('abort', () => {
    contents.off('did-navigate', end);
    contents.off('render-process-gone', end);
    contents.off('destroyed', end);
  });
  return lifetime.signal;
}

/** Asked anew each time, because the settings may name another. */
async function downloadFolder({ dispatcher, info }: Application): Promise<string> {
  const envelope = await dispatcher.dispatch('app.info', {});
  return envelope.ok ? (envelope.value as AppInfo).downloadFolder : info.downloadFolder;
}

function refusal(channel: Channel): Envelope {
  const error = new AppError('FORBIDDEN', 'Only the page of Argosy itself may ask this.', {
    operation: channel,
  });
  return { ok: false, error: error.toWire() };
}

const notAFile = (): AppError =>
  new AppError('INVALID', 'What was dropped is not a file of this machine.', {
    operation: 'files.grant',
    hint: 'Drop a file from the file manager; text and pictures out of other programs are none.',
  });
