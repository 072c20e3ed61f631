import { workerEntry } from '../../worker-entry.ts';

/** Where the thread that answers starts. */
export const READER_ENTRY = workerEntry(import.meta.url, 'reader-worker');
