import { setImmediate } from 'node:timers/promises';
import type { ImageDocument } from '#shared/model/index.ts';
import { type DocumentTexts, documentTexts } from './rows.ts';

/** What one message to the writer holds at most: neither thread is held up for long. */
const BATCH_IMAGES = 1000;
const BATCH_CHARACTERS = 4_000_000;
/** Documents written as text before the event loop gets its turn. */
const SLICE = 250;

/**
 * Pages as the writer takes them: in pieces of a good size, whatever the pages' own, as text, which crosses
 * threads the quickest. Each piece is one transaction, whose end costs as much as many of its rows.
 */
export async function* batches(
  connection: string,
  pages: AsyncIterable<readonly ImageDocument[]>,
): AsyncGenerator<readonly DocumentTexts[]> {
  let batch: DocumentTexts[] = [];
  let characters = 0;
  try {
    for await (const page of pages) {
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
    }
  } catch (error) {
    // What came is kept: the next sync takes it over.
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}
