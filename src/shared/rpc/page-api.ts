import type { EventMessage } from '../contract/index.ts';
import type { Envelope } from './envelope.ts';

/** A file that a person picked in a dialog. The page gets a grant, never a path. */
export interface ChosenFile {
  readonly grant: string;
  readonly fileName: string;
  readonly sizeBytes: number;
}

/**
 * What the preload puts on the page's `window.argosy`. Every answer is an envelope, so that nothing is
 * thrown across. `PageFile` is the DOM's `File`, which this layer does not know.
 */
export interface PageApi<PageFile> {
  call(name: string, params: unknown): Promise<Envelope>;
  subscribe(listener: (message: EventMessage) => void): () => void;
  /** Value: the grant, a string. */
  grantForFile(file: PageFile): Promise<Envelope>;
  /** Value: `ChosenFile[]`, empty if the person cancelled. */
  chooseFiles(): Promise<Envelope>;
  /** Value: the grant of the destination, `null` if the person cancelled. */
  chooseDestination(suggestedName: string): Promise<Envelope>;
}
