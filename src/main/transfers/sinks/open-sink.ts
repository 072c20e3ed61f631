import { AppError } from '#shared/errors/index.ts';
import type { TransferSpec } from '#shared/model/index.ts';
import type { RunContext } from '../run-context.ts';
import type { DownloadSink, ExpectedImage } from './download-sink.ts';
import { openFileSink } from './file-sink.ts';
import { openStreamSink } from './stream-sink.ts';

/** Opens where a download goes. A file's path, once decided, is in the record from then on. */
export async function openSink(
  { job, deps, tuning }: RunContext,
  { sink }: TransferSpec & { kind: 'download' },
  expected: ExpectedImage,
): Promise<DownloadSink> {
  if (sink.type === 'file') {
    const { filePath, onExisting } = job.record;
    const opened = await openFileSink({
      path: filePath ?? sink.path,
      onExisting,
      expected,
      freeBytes: tuning.freeBytes,
    });
    if (opened.path !== filePath) await job.change({ filePath: opened.path, otherEnd: opened.path });
    return opened;
  }
  const grant = deps.grants.find(sink.grant);
  if (grant?.type !== 'stream') {
    throw new AppError('NOT_FOUND', 'Whoever wanted the image has gone.', {
      operation: 'transfers.download',
      hint: 'Start the download again.',
    });
  }
  deps.grants.revoke(sink.grant);
  const { place } = grant.options;
  if (place !== undefined) await job.change({ otherEnd: place });
  return openStreamSink(grant.writable, grant.options, expected);
}
