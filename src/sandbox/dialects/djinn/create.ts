import { randomUUID } from 'node:crypto';
import { headerBytes, virtualSizeBytes } from '../../inspect/disk-header.ts';
import type { PendingBlob } from '../../store/blobs.ts';
import type { DjinnAccount, DjinnNamespace } from '../../store/djinn-namespace-rows.ts';
import type { NewImage } from '../../store/image.ts';
import type { Services } from '../dialect.ts';
import type { Access, Call } from './access.ts';
import { type Downloads, redacted } from './downloads.ts';
import { type ImageForm, readImageForm } from './form.ts';
import { type NamespacePath, PathError, parseNamespacePath, resolveNamespace } from './namespace-path.ts';
import { DjinnFault, InvalidForm, notFound, replyJson } from './replies.ts';
import type { Views } from './views.ts';

const namePattern = /^[a-zA-Z0-9_-]+$/;
const qcow2Signature = Buffer.from([0x51, 0x46, 0x49, 0xfb]);

/** `POST /images`: an upload, or the address of a download that goes on in the background. */
export async function createImage(
  services: Services,
  access: Access,
  views: Views,
  downloads: Downloads,
  { exchange }: Call,
): Promise<void> {
  const caller = access.require(exchange, 'image:write');
  const isJson = (exchange.header('content-type') ?? '').startsWith('application/json');
  const form = await readImageForm(services, exchange);
  const id = randomUUID();
  try {
    const path = namespacePath(form.namespace, isJson);
    const { namespace, url } = await judge(services, form, path, id, caller);
    const number = await write(services, form, id, namespace, caller);
    if (url !== undefined) downloads.start(number, id, url);
    const image = services.store.djinnImages.get(number);
    if (image === undefined) throw notFound();
    replyJson(exchange, 201, views.image(image, exchange, 'no-download'));
  } catch (error) {
    await form.file?.discard();
    if (services.store.images.get(id) === undefined) await services.store.blobs.remove('main', id);
    throw error;
  }
}

/** From a query an unusable path is the form's error, from JSON the server's (djinn.md §4). */
function namespacePath(text: string, isJson: boolean): NamespacePath | undefined {
  try {
    return parseNamespacePath(text);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    if (isJson) throw new DjinnFault(500, error.message);
    throw new InvalidForm({ namespace: [error.message] });
  }
}

interface Judged {
  readonly namespace: DjinnNamespace | undefined;
  readonly url: URL | undefined;
}

/** Checks every field before it refuses. @throws InvalidForm */
async function judge(
  services: Services,
  form: ImageForm,
  path: NamespacePath | undefined,
  id: string,
  caller: DjinnAccount,
): Promise<Judged> {
  const errors: Record<string, string[]> = {};
  const add = (field: string, message: string) => {
    const label = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    errors[field] = [...(errors[field] ?? []), `${label} ${message}`];
  };
  const { store } = services;
  if (form.name === '') add('name', 'field required');
  if (!namePattern.test(form.name)) add('name', 'does not match ^[a-zA-Z0-9_\\-]+$');
  let namespace: DjinnNamespace | undefined;
  let isAllowed = true;
  try {
    namespace = path === undefined ? undefined : resolveNamespace(services, path, caller);
    isAllowed = namespace === undefined || store.djinnNamespaces.isCollaborator(namespace, caller.id);
    if (!isAllowed) add('namespace', 'permission denied');
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    for (const field of ['namespace', 'name']) add(field, error.message);
    isAllowed = false;
  }
  if (isAllowed && store.djinnImages.isNameTaken(form.name, caller.id, namespace?.id))
    add('name', 'already exists');
  const url = form.downloadUrl === '' ? undefined : judgeUrl(form.downloadUrl, add);
  if (form.downloadUrl === '') await judgeFile(services, form.file, id, add);
  if (Object.keys(errors).length > 0) throw new InvalidForm(errors);
  return { namespace, url };
}

type AddError = (field: string, message: string) => void;

function judgeUrl(text: string, add: AddError): URL | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (!['http', 'https', 'sftp'].includes(scheme)) {
    add('download_url', 'invalid url scheme');
    return undefined;
  }
  if (!URL.canParse(text)) throw new DjinnFault(500, `parse "${redacted(text)}": invalid URL`);
  const url = new URL(text);
  if (scheme === 'sftp' && url.password === '') add('download_url', 'missing password from SFTP URL');
  return url;
}

/** Bytes are put in their place to be looked at; who refuses them removes them. */
async function judgeFile(
  { store }: Services,
  file: PendingBlob | undefined,
  id: string,
  add: AddError,
): Promise<void> {
  if (file === undefined) {
    add('file', 'field required');
    add('file', 'field required');
    return;
  }
  await file.keep('main', id);
  const head = await store.blobs.head('main', id, qcow2Signature.length);
  if (!head.equals(qcow2Signature)) add('file', 'not a valid QCOW2 file format');
}

/** The rows of a judged form; returns the image's number. */
async function write(
  { store }: Services,
  form: ImageForm,
  id: string,
  namespace: DjinnNamespace | undefined,
  caller: DjinnAccount,
): Promise<number> {
  const owner = namespace === undefined ? caller : store.djinnNamespaces.account(namespace.accountId);
  const isDownload = form.downloadUrl !== '';
  const kept = isDownload || form.file === undefined ? {} : await keptBytes(store, form.file, id);
  if (isDownload) await form.file?.discard();
  const image: NewImage = {
    id,
    owner: owner?.projectId ?? caller.projectId,
    name: form.name,
    visibility: 'private',
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    ...kept,
  };
  return store.transaction(() => {
    store.images.insert(image);
    const source = isDownload ? redacted(form.downloadUrl) : null;
    return store.djinnImages.add(id, caller.id, namespace?.id ?? null, source);
  });
}

async function keptBytes(
  store: Services['store'],
  file: PendingBlob,
  id: string,
): Promise<Partial<NewImage>> {
  const { sizeBytes, md5, sha256, sha512 } = file;
  const head = await store.blobs.head('main', id, headerBytes);
  const virtual = virtualSizeBytes('qcow2', head, sizeBytes);
  return { status: 'active', sizeBytes, virtualSizeBytes: virtual, md5, sha256, sha512, stores: ['main'] };
}
