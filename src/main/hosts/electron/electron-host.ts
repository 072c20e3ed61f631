import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, nativeTheme, session, shell } from 'electron';
import { AppError } from '#shared/errors/index.ts';
import type { Settings } from '#shared/model/index.ts';
import { type Application, createApplication } from '../../application.ts';
import { defaultHome } from '../../home.ts';
import { setAppMenu } from './app-menu.ts';
import { createDesktopPresence } from './desktop-presence.ts';
import { createInboxPresence } from './inbox-presence.ts';
import { watchInbox } from './inbox-watch.ts';
import { startIpcHost } from './ipc-host.ts';
import { openMainWindow, PAGE_PARTITION, showWindow } from './main-window.ts';
import { denyPermissions, guardNavigation } from './navigation-guard.ts';
import { pageAddress } from './page-address.ts';
import { declarePageScheme, servePage } from './page-protocol.ts';
import { createQuitGuard, type QuitGuard } from './quit-guard.ts';
import { openHostSecretStore } from './sealed-secrets.ts';
import { openSettingsFile } from './settings-file.ts';
import { claimSingleInstance, linksOf } from './single-instance.ts';
import { watchTransfers } from './transfer-watch.ts';

/** Starts the desktop application. Resolves when the window opens, or when another instance was shown instead. */
export async function startElectronHost(): Promise<void> {
  const home = defaultHome();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  // Chromium's own files lie beside ours, so that one data directory means one instance.
  app.setPath('userData', join(home, 'window'));
  let window: BrowserWindow | undefined;
  let reopen: (() => void) | undefined;
  const show = (): void => (window === undefined ? reopen?.() : showWindow(window));
  // Those that come before the application stands wait for it.
  const early = [...linksOf(process.argv)];
  let openLink = (link: string): void => void early.push(link);
  if (!claimSingleInstance(show, (link) => openLink(link))) return app.quit();
  app.enableSandbox();
  declarePageScheme();
  const page = pageAddress(app.isPackaged);
  guardNavigation(page);

  await app.whenReady();
  const settingsFile = openSettingsFile(home);
  const application = await startApplication(home, settingsFile);
  openLink = application.openLink;
  for (const link of early) openLink(link);
  const quitGuard = connectDesktop(application, page, () => window, show);
  setAppMenu();
  reopen = () => {
    const opened = openMainWindow(page, settingsFile);
    opened.once('closed', () => {
      if (window === opened) window = undefined;
    });
    quitGuard.watch(opened);
    window = opened;
  };
  reopen();
  app.on('activate', show);
  if (process.argv.includes('--sandbox')) await startSandbox(application);
}

async function startApplication(
  home: string,
  settingsFile: ReturnType<typeof openSettingsFile>,
): Promise<Application> {
  return createApplication({
    host: 'electron',
    home,
    settingsFile,
    secrets: await openHostSecretStore(home),
    reveal: async (path) => shell.showItemInFolder(path),
  });
}

/** Everything between the application and the desktop but the window itself. */
function connectDesktop(
  application: Application,
  page: URL,
  window: () => BrowserWindow | undefined,
  show: () => void,
): QuitGuard {
  const pageSession = session.fromPartition(PAGE_PARTITION);
  servePage(pageSession);
  denyPermissions(pageSession, page);
  startIpcHost({ application, page, window });
  followTheme(application);
  watchInbox(application.dispatcher, createInboxPresence({ window, show }));
  const presence = createDesktopPresence(window);
  const watch = watchTransfers(application.dispatcher, {
    onRunning: presence.showRunning,
    onEnded: presence.showEnded,
  });
  return createQuitGuard({
    runningCount: () => watch.running().length,
    window,
    close: () => application.close(),
  });
}

/** Dialogs, menus and the window's frame in the theme that the person chose. */
function followTheme({ dispatcher }: Application): void {
  const apply = ({ theme }: Settings): void => {
    nativeTheme.themeSource = theme;
  };
  dispatcher.subscribe((message) => {
    if (message.event === 'settings.changed') apply(message.payload);
  });
  void dispatcher.dispatch('settings.get', {}).then((envelope) => {
    if (envelope.ok) apply(envelope.value as Settings);
  });
}

async function startSandbox({ dispatcher }: Application): Promise<void> {
  const envelope = await dispatcher.dispatch('sandbox.start', {});
  if (!envelope.ok)
    dialog.showErrorBox('The sandbox did not start', AppError.fromWire(envelope.error).message);
}

/** A start that failed is said in a dialog, since there is no window to say it in. */
export function reportFailedStart(error: unknown): void {
  const message = error instanceof AppError ? [error.message, error.hint].join('\n') : String(error);
  dialog.showErrorBox('Argosy could not start', message);
  app.exit(1);
}
