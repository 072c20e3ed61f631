import type { ImageDocument } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import type { Call, ServiceProgress } from '../provider.ts';
import { type FirstBytes, lookAtBytes } from './bytes.ts';
import type { DjinnClient } from './client.ts';
import type { DjinnImage } from './results.ts';
import { showImage } from './show-image.ts';

/** An image with its size, which costs a second request. */
export async function showWithSize(
  client: DjinnClient,
  connection: string,
  id: string,
  call: Call,
): Promise<{ readonly document: ImageDocument; readonly own: DjinnImage; readonly first: FirstBytes }> {
  const { document, own } = await showImage(client, connection, id, call);
  if (document.image.status !== 'ready') {
    return { document, own, first: { sizeBytes: null, isQcow2: undefined } };
  }
  const first = await lookAtBytes(client, id, call);
  return { document: { ...document, image: { ...document.image, sizeBytes: first.sizeBytes } }, own, first };
}

/**
 * How an upload or an import stands. An upload is whole from the beginning. What the service fetched it neither
 * checks nor tells the size of, so its first bytes are looked at here (djinn.md §4, "Worker rules").
 */
export async function serviceProgress(
  client: DjinnClient,
  connection: string,
  id: string,
  call: Call,
): Promise<ServiceProgress> {
  const { document, own, first } = await showWithSize(client, connection, id, call);
  const common = { document, bytesDone: null, bytesTotal: null, fraction: null, hash: null, reason: null };
  switch (document.image.status) {
    case 'waiting':
    case 'busy':
      return { ...common, state: 'working' };
    case 'failed':
      return { ...common, state: 'failed', reason: failureOf(own.download) };
    default:
  }
  if (own.download && first.isQcow2 === false) {
    return {
      ...common,
      state: 'failed',
      reason: 'What the service fetched is no QCOW2 image, which it does not look at itself.',
    };
  }
  return { ...common, state: 'done', bytesDone: first.sizeBytes, bytesTotal: first.sizeBytes };
}

/** The worker's own words, and what is behind those that nobody could guess. */
function failureOf(download: DjinnImage['download']): string {
  const said = plainLine(download?.error ?? '');
  const source = download?.source ?? '';
  return `${said.replace(/\.$/, '')}.${explanation(said, source)}`;
}

function explanation(said: string, source: string): string {
  if (source.startsWith('sftp:') && /qcow2/i.test(said)) {
    return ' The servers of today say this of every sftp address: give an http or https one.';
  }
  if (/content-type/i.test(said)) {
    return ' The address must be answered with exactly this type, without a charset.';
  }
  if (/^https:\/\/[^/]*:\d+/.test(source) && /x509|certificate|tls/i.test(said)) {
    return ' With a port in an https address the service looks for the wrong name in the certificate: use port 443.';
  }
  return '';
}
