import { createRoot } from 'react-dom/client';
import { guardLeaving } from '../features/batch/leave-guard.ts';
import { tellPendingNews } from '../features/inbox/pending-news.ts';
import { followTheme } from '../features/settings/theme.ts';
import type { Bridge } from '../rpc/index.ts';
import { App } from './app.tsx';
import { rescueFocus } from './focus-rescue.ts';
import { listenToApplication, loadAll } from './load-all.ts';
import { openSession } from './session.ts';
import { listenForShortcuts } from './shortcuts.ts';
import { watchAttention } from './watch-attention.ts';

/** Shows the page over a bridge. */
export function startPage(bridge: Bridge, element: HTMLElement): void {
  openSession(bridge);
  followTheme();
  listenToApplication();
  listenForShortcuts();
  rescueFocus();
  guardLeaving();
  watchAttention();
  tellPendingNews();
  createRoot(element).render(<App />);
  void loadAll();
}
