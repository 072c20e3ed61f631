import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageDocument, ImageQuery } from '#shared/model/index.ts';
import type { Bench } from './service.ts';

/** Asks until the service is done with the image's bytes. */
export async function settled(bench: Bench, id: string): Promise<ImageDocument> {
  for (let tries = 0; tries < 200; tries += 1) {
    const progress = await bench.provider.pollProgress(id, bench.call);
    if (progress.state === 'failed') throw new Error(`the service failed: ${progress.reason}`);
    if (progress.state === 'done') return progress.document;
    await sleep(100);
  }
  throw new Error('the service did not finish');
}

export async function listed(bench: Bench, query: ImageQuery): Promise<readonly ImageDocument[]> {
  const documents: ImageDocument[] = [];
  for await (const page of bench.provider.list(query, bench.call)) documents.push(...page);
  return documents;
}

export async function idsOf(bench: Bench, query: ImageQuery): Promise<readonly string[]> {
  return (await listed(bench, query)).map(({ image }) => image.id);
}

export async function download(bench: Bench, id: string, from: number) {
  const { bytes, offset, totalBytes } = await bench.provider.openDownload(id, from, bench.call);
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return { offset, totalBytes, bytes: Buffer.concat(pieces) };
}
