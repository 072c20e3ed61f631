import { workerData } from 'node:worker_threads';
import { openToRead } from '../open-database.ts';
import { serveThread } from '../serve-thread.ts';
import type { ThreadData } from '../thread-protocol.ts';
import { createReader } from './create-reader.ts';
import type { ReaderOperations } from './reader-protocol.ts';

// The thread that answers every question to the catalogue.

const { path } = workerData as ThreadData;

serveThread<ReaderOperations>({
  path,
  open() {
    const database = openToRead(path);
    return { operations: createReader(database), close: () => database.close() };
  },
});
