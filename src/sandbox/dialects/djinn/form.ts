import { BodyTooLarge, ClientGone, type Exchange } from '../../http/exchange.ts';
import { BlobTooLarge } from '../../store/blob-writer.ts';
import type { PendingBlob } from '../../store/blobs.ts';
import { hasFaults, takeByteFaults, withFaults } from '../../switches/byte-faults.ts';
import type { Services } from '../dialect.ts';
import { DjinnFault, InvalidForm } from './replies.ts';

/** What was sent to make an image, before it is judged. */
export interface ImageForm {
  readonly name: string;
  readonly namespace: string;
  readonly downloadUrl: string;
  /** The uploaded bytes; `undefined` where none came. */
  readonly file: PendingBlob | undefined;
}

/** Fields of a form are text and small; a multipart file is held in memory, so it is bounded. */
const multipartLimitBytes = 32 * 1024 * 1024;

/**
 * Reads the form in one of the four ways there are (djinn.md §4 "POST /images").
 * @throws DjinnFault 500 for JSON that cannot be read; InvalidForm for a name that is no text.
 */
export async function readImageForm(services: Services, exchange: Exchange): Promise<ImageForm> {
  const type = exchange.header('content-type') ?? '';
  const query = new URLSearchParams(exchange.rawQuery);
  if (type.startsWith('application/json')) return jsonForm(await exchange.body());
  if (type.startsWith('multipart/form-data')) return multipartForm(services, exchange, type, query);
  if (type.startsWith('application/x-www-form-urlencoded')) {
    // A middleware has looked for `_method` in the body before: nothing of it is left for the file.
    await exchange.body(multipartLimitBytes);
    return queryForm(query, undefined);
  }
  const file = await receive(services, exchange);
  return queryForm(query, file);
}

function queryForm(query: URLSearchParams, file: PendingBlob | undefined): ImageForm {
  const [name = '', namespace = '', downloadUrl = ''] = ['name', 'namespace', 'download_url'].map(
    (field) => query.get(field) ?? '',
  );
  return { name, namespace, downloadUrl, file };
}

function jsonForm(body: Buffer): ImageForm {
  const value = parseJson(body);
  if (value === null) return { name: '', namespace: '', downloadUrl: '', file: undefined };
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new InvalidForm({ '': [`cannot unmarshal ${kindOf(value)} to http.Form`] });
  }
  const fields = new Map(Object.entries(value).map(([key, member]) => [key.toLowerCase(), member]));
  const name = fields.get('name') ?? '';
  if (typeof name !== 'string')
    throw new InvalidForm({ Name: [`cannot unmarshal ${kindOf(name)} to string`] });
  // These two are read by code of their own, whose errors are taken for faults of the server.
  const text = (field: string): string => {
    const member: unknown = fields.get(field) ?? '';
    if (typeof member === 'string') return member;
    throw new DjinnFault(500, `json: cannot unmarshal ${kindOf(member)} into Go value of type string`);
  };
  return { name, namespace: text('namespace'), downloadUrl: text('download_url'), file: undefined };
}

export function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw new DjinnFault(500, 'EOF');
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw new DjinnFault(500, 'invalid character in JSON input');
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

async function multipartForm(
  services: Services,
  exchange: Exchange,
  type: string,
  query: URLSearchParams,
): Promise<ImageForm> {
  const body = await exchange.body(multipartLimitBytes);
  let form: FormData;
  try {
    const headers = { 'content-type': type };
    form = await new Response(new Uint8Array(body), { headers }).formData();
  } catch {
    throw new DjinnFault(500, 'multipart: NextPart: EOF');
  }
  for (const [name, value] of form) if (typeof value === 'string') query.set(name, value);
  const file = form.get('file');
  if (file === null || typeof file === 'string' || file.size === 0) return queryForm(query, undefined);
  return queryForm(query, await keep(services, file.stream()));
}

/** The body as it comes, under the faults that switches ask for; an empty one is no file. */
async function receive(services: Services, exchange: Exchange): Promise<PendingBlob | undefined> {
  const incoming: AsyncIterable<Buffer> = exchange.request.iterator({ destroyOnReturn: false });
  const faults = takeByteFaults(services.switches, 'upload');
  let blob: PendingBlob;
  try {
    blob = await keep(services, hasFaults(faults) ? withFaults(incoming, exchange, faults) : incoming);
  } catch (error) {
    if (error instanceof DjinnFault || error instanceof BodyTooLarge || error instanceof ClientGone)
      throw error;
    if (!exchange.request.complete)
      throw new ClientGone('the connection ended inside the upload', { cause: error });
    throw error;
  }
  if (exchange.request.complete && blob.sizeBytes > 0) return blob;
  await blob.discard();
  if (!exchange.request.complete) throw new ClientGone('the body ended early');
  return undefined;
}

async function keep({ store, switches }: Services, source: AsyncIterable<Uint8Array>): Promise<PendingBlob> {
  try {
    return await store.blobs.receive(source, switches.number('size-cap'));
  } catch (error) {
    // The store's limit is met while saving, far from where a form is judged.
    if (error instanceof BlobTooLarge) throw new DjinnFault(500, 'fs: limit exceeded');
    throw error;
  }
}
