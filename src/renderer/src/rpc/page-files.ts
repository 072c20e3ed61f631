import type { AppEvents } from '#shared/contract/index.ts';
import { AppError, type WireError } from '#shared/errors/index.ts';
import type { Browser } from './browser.ts';

export interface PageFiles {
  /** Tells the application of a file that this page holds. */
  grant(file: File): Promise<string>;
  /** Sends the wanted stretch of a file that this page granted; ignores the grants of other pages. */
  send(wanted: AppEvents['source.wanted']): Promise<void>;
}

/** The files that this page holds. They live as long as the page: a reload forgets them. */
export function createPageFiles(browser: Browser): PageFiles {
  const files = new Map<string, File>();
  return {
    async grant(file) {
      const { grant } = await postGrant<{ grant: string }>(browser, {
        fileName: file.name,
        sizeBytes: file.size,
      });
      files.set(grant, file);
      return grant;
    },
    async send({ grant, url, offset, length }) {
      const file = files.get(grant);
      if (file === undefined) return;
      const end = length === null ? file.size : Math.min(file.size, offset + length);
      try {
        // The browser streams a Blob from disk by itself; nothing is read into memory here.
        await browser.fetch(new URL(url, browser.location.origin).href, {
          method: 'PUT',
          headers: { 'content-type': 'application/octet-stream' },
          body: file.slice(offset, end),
        });
      } catch {
        // The application sees the request break (or not come) and says so in the transfer.
      }
    },
  };
}

/** Asks the host for a grant; throws the `AppError` that it answers. */
export async function postGrant<Answer>(browser: Browser, wish: object): Promise<Answer> {
  const operation = 'files.grant';
  let response: Response;
  try {
    response = await browser.fetch(`${browser.location.origin}/grants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
  } catch (cause) {
    throw new AppError('UNREACHABLE', 'Argosy does not answer.', { operation, retry: 'safe', cause });
  }
  if (response.ok) return response.json() as Promise<Answer>;
  const { error } = (await response.json().catch(() => ({}))) as { error?: WireError };
  throw error === undefined
    ? new AppError('INTERNAL', `Argosy refused the file (status ${response.status}).`, { operation })
    : AppError.fromWire(error);
}
