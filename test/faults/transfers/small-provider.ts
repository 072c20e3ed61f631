import { AppError } from '#shared/errors/index.ts';
import {
  type Ability,
  type Capabilities,
  type Checksum,
  type ImageDocument,
  OPERATIONS,
  type Operation,
} from '#shared/model/index.ts';
import { createHttpClient, type TextReply } from '../../../src/main/http/index.ts';
import { guardProvider } from '../../../src/main/providers/guard.ts';
import type {
  Call,
  ImageProvider,
  ProviderParts,
  ServiceProgress,
} from '../../../src/main/providers/provider.ts';

interface Described {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly status: string;
  readonly size: number | null;
  readonly hash: { readonly algo: string; readonly value: string } | null;
}

const CAN: ReadonlySet<Operation> = new Set([
  'image.list',
  'image.show',
  'image.upload',
  'image.import',
  'image.delete',
  'image.download',
  'image.download-range',
]);

const STATUS = { queued: 'waiting', saving: 'busy', importing: 'busy', active: 'ready' } as const;

export interface SmallProviderOptions {
  readonly connection?: string;
  /** The image is made of the bytes, and has no id before. */
  readonly isNameless?: boolean;
  /** What `sendBytes` says it really sent. */
  readonly sentHash?: () => Checksum | undefined;
  readonly change?: (capabilities: Capabilities) => Capabilities;
}

/** A provider for the small image server, as honest as a real one: real sockets, real statuses, no state. */
export function createSmallProvider(url: string, options: SmallProviderOptions = {}): ImageProvider {
  const { connection = 'cloud', isNameless = false } = options;
  const declared = options.change?.(capabilities()) ?? capabilities();
  const http = createHttpClient({ tls: {}, userAgent: 'argosy-test' });
  const ask = async (
    call: Call,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<TextReply> => {
    const reply = await http.request({
      method,
      url: url + path,
      ...call,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assertFine(reply, call);
    return reply;
  };
  const show = async (id: string, call: Call): Promise<Described> =>
    (await ask(call, 'GET', `/images/${id}`)).json() as Described;

  const parts: ProviderParts = {
    capabilities: async () => declared,
    test: async () => undefined,
    async *list({ name }, call) {
      const all = (await ask(call, 'GET', '/images')).json() as Described[];
      yield all
        .filter((one) => name === undefined || one.name === name)
        .map((one) => documentOf(one, connection));
    },
    show: async (id, call) => documentOf(await show(id, call), connection),
    remove: async (id, _options, call) => void (await ask(call, 'DELETE', `/images/${id}`)),
    async beginUpload(image, _sizeBytes, call) {
      if (isNameless) return { imageId: null, notes: { name: image.name } };
      const made = (await ask(call, 'POST', '/images', { name: image.name })).json() as Described;
      return { imageId: made.id };
    },
    async canResumeUpload({ imageId }, call) {
      if (imageId === null) return true;
      try {
        return (await show(imageId, call)).status === 'queued';
      } catch (error) {
        if (error instanceof AppError && error.code === 'NOT_FOUND') return false;
        throw error;
      }
    },
    async sendBytes(ticket, image, body, call) {
      if (isNameless) {
        const answer = await http.request({
          method: 'POST',
          url: `${url}/images`,
          headers: { 'x-image-name': image.name },
          body: body.open(0),
          bodyBytes: body.sizeBytes ?? undefined,
          ...call,
        });
        assertFine(answer, call);
        return { ...ticket, imageId: (answer.json() as Described).id };
      }
      const reply = await http.stream({
        method: 'PUT',
        url: `${url}/images/${ticket.imageId}/data`,
        body: body.open(0),
        bodyBytes: body.sizeBytes ?? undefined,
        ...call,
      });
      reply.body.resume();
      assertFine(reply, call);
      const sentHash = options.sentHash?.();
      return sentHash ? { ...ticket, sentHash } : ticket;
    },
    async abandonUpload({ imageId }, call) {
      if (imageId === null) return;
      const reply = await http.request({ method: 'DELETE', url: `${url}/images/${imageId}`, ...call });
      if (reply.status !== 404) assertFine(reply, call);
    },
    async openDownload(id, offset, call) {
      const reply = await http.stream({
        method: 'GET',
        url: `${url}/images/${id}/data`,
        ...(offset > 0 ? { headers: { range: `bytes=${offset}-` } } : {}),
        ...call,
      });
      assertFine(reply, call);
      const range = /^bytes (\d+)-/.exec(reply.headers['content-range'] ?? '');
      return {
        bytes: reply.body,
        offset: reply.status === 206 ? Number(range?.[1] ?? 0) : 0,
        totalBytes: Number(reply.headers['content-length'] ?? Number.NaN) || null,
        close: () => void reply.body.destroy(),
      };
    },
    async beginImport(image, _source, call) {
      const made = (
        await ask(call, 'POST', '/images', { name: image.name, import: true })
      ).json() as Described;
      return { imageId: made.id };
    },
    async pollProgress(imageId, call): Promise<ServiceProgress> {
      const described = await show(imageId, call);
      return {
        document: documentOf(described, connection),
        state: described.status === 'active' ? 'done' : 'working',
        bytesDone: null,
        bytesTotal: null,
        fraction: null,
        reason: null,
        hash: described.hash,
      };
    },
    close: () => http.close(),
  };
  return guardProvider(parts, declared);
}

function assertFine(
  reply: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  { operation }: Call,
): void {
  if (reply.status < 400) return;
  const message = `The service answered ${reply.status}.`;
  if (reply.status === 404) throw new AppError('NOT_FOUND', message, { operation });
  if (reply.status < 500 && reply.status !== 429) throw new AppError('INVALID', message, { operation });
  const retryAfter = reply.headers['retry-after'] ?? '';
  throw new AppError('UNAVAILABLE', message, { operation, retry: 'safe', context: { retryAfter } });
}

function documentOf(described: Described, connection: string): ImageDocument {
  const status = STATUS[described.status as keyof typeof STATUS] ?? 'unknown';
  return {
    raw: { ...described, hash: null },
    image: {
      connection,
      id: described.id,
      name: described.name,
      status,
      serviceStatus: described.status,
      sizeBytes: described.size,
      virtualSizeBytes: null,
      diskFormat: 'raw',
      containerFormat: 'bare',
      visibility: 'private',
      owner: null,
      protected: false,
      hidden: false,
      minDiskGb: null,
      minRamMb: null,
      createdAt: described.createdAt,
      updatedAt: null,
      checksum: described.hash,
      tags: [],
      properties: {},
      revision: described.status,
    },
  };
}

function capabilities(): Capabilities {
  const operations = Object.fromEntries(
    OPERATIONS.map((name) => [
      name,
      CAN.has(name) ? { supported: true } : { supported: false, reason: 'The small service cannot do that.' },
    ]),
  ) as Record<Operation, Ability>;
  return {
    operations,
    diskFormats: ['raw', 'qcow2'],
    containerFormats: ['bare'],
    visibilities: ['private'],
    formatNames: {},
    packing: null,
    namePattern: null,
    importMethods: ['web-download'],
    importSchemes: ['http', 'https'],
    stores: [],
    hashAlgo: 'sha512',
    limits: {
      nameLength: null,
      propertyKeyLength: null,
      propertyValueLength: null,
      tagLength: null,
      tags: null,
    },
    version: null,
    account: null,
  };
}
