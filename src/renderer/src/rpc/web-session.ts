import type { Browser } from './browser.ts';

export type SessionVerdict = 'ready' | 'unauthorized' | 'lost';

const FRAGMENT = /^#session=([\w-]+)$/;

/**
 * Exchanges the session secret of the address for the session cookie, and takes it out of the address bar
 * and the history. Without a secret in the address a cookie of an earlier visit may still be good.
 */
export async function beginSession(browser: Browser): Promise<SessionVerdict> {
  const { location } = browser;
  const secret = FRAGMENT.exec(location.hash)?.[1];
  if (secret === undefined) return checkSession(browser);
  try {
    const response = await browser.fetch(`${location.origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret }),
    });
    const verdict = verdictOf(response);
    if (verdict !== 'lost') browser.replaceAddress(location.pathname + location.search);
    return verdict;
  } catch {
    return 'lost';
  }
}

/** Whether the cookie is good. A browser hides from a page why its WebSocket was refused, so this asks. */
export async function checkSession(browser: Browser): Promise<SessionVerdict> {
  try {
    const response = await browser.fetch(`${browser.location.origin}/session`);
    return verdictOf(response);
  } catch {
    return 'lost';
  }
}

/** A host that is only starting answers too, but knows nothing of sessions yet. */
function verdictOf({ ok, status }: Response): SessionVerdict {
  if (ok) return 'ready';
  return status >= 500 ? 'lost' : 'unauthorized';
}
