import type { ImageDocument, JsonValue } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import type { Call, ServiceProgress } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { latestTask } from './tasks.ts';

/**
 * How an upload or import stands (glance-v2.md §3 and §4, Import). A failure shows as a way back to `queued`,
 * with the reason in a task if the service has them and lets one read them.
 */
export async function serviceProgress(
  client: GlanceClient,
  document: ImageDocument,
  call: Call,
): Promise<ServiceProgress> {
  const { image } = document;
  const common = {
    document,
    bytesDone: null,
    bytesTotal: image.sizeBytes,
    fraction: null,
    hash: image.checksum,
    reason: null,
  };
  switch (image.status) {
    case 'ready':
    case 'disabled':
      return { ...common, state: 'done', bytesDone: image.sizeBytes };
    case 'failed':
    case 'gone':
      return { ...common, state: 'failed', reason: `The service calls the image ${image.serviceStatus}.` };
    case 'waiting':
      return { ...common, ...(await waitingState(client, document, call)) };
    default:
      return { ...common, state: 'working' };
  }
}

async function waitingState(
  client: GlanceClient,
  { image, raw }: ImageDocument,
  call: Call,
): Promise<Pick<ServiceProgress, 'state' | 'reason'>> {
  const failedStores = textOf(raw, 'os_glance_failed_import');
  const task = await latestTask(client, image.id, call);
  if (failedStores === '' && (task?.status === 'pending' || task?.status === 'processing')) {
    return { state: 'working', reason: null };
  }
  // Between the request and the task's first step there is only this mark.
  if (failedStores === '' && task === undefined && isServiceAtWork(raw)) {
    return { state: 'working', reason: null };
  }
  const why = task?.status === 'failure' && task.message !== '' ? task.message : null;
  const where = failedStores === '' ? '' : ` (store ${plainLine(failedStores)})`;
  return {
    state: 'failed',
    reason: plainLine(
      `The service gave up and set the image back to queued${where}${why ? `: ${why}` : '.'}`,
    ),
  };
}

/** True while a task of the service holds the image: it imports its bytes, or copies them. */
export function isServiceAtWork(raw: JsonValue): boolean {
  return textOf(raw, 'os_glance_import_task') !== '';
}

function textOf(raw: JsonValue, key: string): string {
  if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, key)) return '';
  const value: unknown = Object.getOwnPropertyDescriptor(raw, key)?.value;
  return typeof value === 'string' ? value : '';
}
