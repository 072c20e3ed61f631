import type { ChosenFile, Transport } from '#shared/rpc/index.ts';
import type { Observable } from './observable.ts';

/**
 * How the page stands with the application.
 *
 * - `connecting`: the first attempt, or a new one after a loss; calls wait.
 * - `connected`: calls go through. After a loss the page reads its state again: events sent meanwhile are gone.
 * - `lost`: no answer at the moment; tried again with growing pauses.
 * - `unauthorized`: the session is not (or no longer) valid. Only opening the address that Argosy printed helps.
 */
export type ConnectionStatus = 'connecting' | 'connected' | 'lost' | 'unauthorized';

/** All that the page knows of its host. Functions reject with an `AppError`; `call` never rejects. */
export interface Bridge extends Transport {
  readonly host: 'electron' | 'web';
  readonly connectionState: Observable<ConnectionStatus>;
  /** Hands a dropped or picked file to the application; resolves with its opaque grant. */
  grantForFile(file: File): Promise<string>;
  /** The system's own dialog, where the host has one; otherwise the page uses `<input type="file">`. */
  readonly chooseFiles?: () => Promise<readonly ChosenFile[]>;
  /**
   * Asks where a download should go and resolves with its grant for `transfers.download`, `null` if the
   * person cancelled. In a browser this starts the browser's own download, which then waits for the bytes.
   */
  readonly pickDestination?: (suggestedName: string) => Promise<string | null>;
  /** Ends the connection for good. For tests and hot reloading. */
  close(): void;
}
