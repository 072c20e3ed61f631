import { setImmediate } from 'node:timers/promises';
import type { ImageDocument } from '#shared/model/index.ts';
import { type DocumentTexts, documentTexts } from './rows.ts';

/** What one message to the writer holds at most: neither thread is held up for long. */
const BATCH_IMAGES = 1000;
const BATCH_CHARACTERS = 4_000_000;
/** Documents written as text before the event loop gets its turn. */
const SLICE = 250;

/** Pages as the writer takes them: in pieces of a good size, as text, which crosses threads the quickest. */
export async function* batches(
  connection: string,
  pages: AsyncIterable<readonly ImageDocument[]>,
): AsyncGenerator<readonly DocumentTexts[]> {
  for await (const page of pages) {
    let batch: DocumentTexts[] = [];
    let characters = 0;
    for (const [at, document] of page.entries()) {
      if (at > 0 && at % SLICE === 0) await setImmediate();
      const texts = documentTexts(connection, document);
      batch.push(texts);
      characters += texts.image.length + texts.raw.length;
      if (batch.length < BATCH_IMAGES && characters < BATCH_CHARACTERS) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
    if (batch.length > 0) yield batch;
  }
}
