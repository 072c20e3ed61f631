import { AppError, isAppError } from '#shared/errors/index.ts';
import type { NewPackage, Package, PackageDocument, RequestPreview } from '#shared/model/index.ts';
import type { Call, ImageProvider } from '../provider.ts';
import { type FifoClient, requireId, type Target } from './client.ts';
import { readAll } from './datasets.ts';
import { idOf, idOfLocation } from './lists.ts';
import { setMetadata, unsetMetadata } from './metadata.ts';
import { parsePackage } from './package-results.ts';
import { packageBody, placeOf } from './requests.ts';

type PackageCalls = Pick<
  ImageProvider,
  | 'listPackages'
  | 'showPackage'
  | 'createPackage'
  | 'previewPackage'
  | 'removePackage'
  | 'setPackageMetadata'
  | 'unsetPackageMetadata'
>;

/** Packages are the sizing profiles of machines: immutable but for their metadata (fifo.md §4). */
export function packageCalls(client: FifoClient, connection: string): PackageCalls {
  const show = (id: string, call: Call): Promise<PackageDocument> =>
    showPackage(client, connection, packageOf(id, call), call);
  return {
    listPackages: async (call) => {
      const { elements, reply } = await readAll(client, 'packages', call);
      return elements.map((element) => parsePackage(element, connection, reply, call.operation));
    },
    showPackage: show,
    createPackage: async (pack, call) => {
      const id = await createPackage(client, pack, call);
      return show(id, call).catch((error: unknown) => {
        throw unseen(error, pack, id);
      });
    },
    previewPackage: (pack) => [previewCreation(client, pack)],
    removePackage: async (id, call) => {
      const target = packageOf(id, call);
      const url = client.urls.object('packages', id);
      await client.send({ method: 'DELETE', url, attempt: `delete package ${id}`, target }, call);
    },
    setPackageMetadata: (id, path, value, call) =>
      setMetadata(client, packageOf(id, call), placeOf(path, call.operation), value, call),
    unsetPackageMetadata: (id, path, call) =>
      unsetMetadata(client, packageOf(id, call), placeOf(path, call.operation), call),
  };
}

function packageOf(id: string, call: Call): Target {
  const target: Target = { collection: 'packages', id };
  requireId(target, call);
  return target;
}

async function showPackage(
  client: FifoClient,
  connection: string,
  target: Target,
  call: Call,
): Promise<PackageDocument> {
  const url = client.urls.object('packages', target.id);
  const reply = await client.send({ method: 'GET', url, attempt: `show package ${target.id}`, target }, call);
  return parsePackage(reply.json(), connection, reply, call.operation);
}

/** The creation as `createPackage` sends it. */
function previewCreation(client: FifoClient, pack: NewPackage): RequestPreview {
  const { pathname } = new URL(client.urls.list('packages'));
  const body = JSON.stringify(packageBody(pack, 'packages.preview'));
  return { method: 'POST', path: pathname, headers: {}, body };
}

/** Gives the id, which the service tells by a redirect that is not followed: the next read is our own. */
async function createPackage(client: FifoClient, pack: NewPackage, call: Call): Promise<string> {
  const request = {
    method: 'POST',
    url: client.urls.list('packages'),
    json: packageBody(pack, call.operation),
    attempt: `create package "${pack.name}"`,
    accept: [302, 303],
    conflict: 'Choose another name.',
  } as const;
  const reply = await client.send(request, call).catch(async (error: unknown) => {
    if (isAppError(error, 'CONFLICT')) throw nameTaken(error, pack);
    if (!isAppError(error, 'INVALID', 'UNAVAILABLE') || error.context?.['status'] !== 500) throw error;
    throw await halfMade(client, pack, error, call);
  });
  return idOfLocation(reply, call.operation);
}

/** It is there: to send the creation once more would only be refused. */
function unseen(error: unknown, { name }: NewPackage, id: string): unknown {
  if (!isAppError(error)) return error;
  return new AppError(error.code, error.message, {
    operation: error.operation,
    hint: `The package "${name}" was made, and could not be read after: read the list of packages again.`,
    context: { ...error.context, halfMade: id },
    cause: error,
  });
}

/** The server looks at the name first, before anything is there (fifo.md §4). */
function nameTaken(error: AppError, { name }: NewPackage): AppError {
  return new AppError('CONFLICT', `There is a package "${name}" already. Nothing was made.`, {
    operation: error.operation,
    hint: error.hint,
    context: error.context,
    cause: error,
  });
}

/**
 * The server makes the package first and sets its fields after: a crash over one of them leaves it (fifo.md
 * §4). It is not removed here: it might be somebody else's by now. One that has metadata already, or another
 * value, is somebody else's for certain.
 */
async function halfMade(
  client: FifoClient,
  pack: NewPackage,
  error: AppError,
  call: Call,
): Promise<AppError> {
  const left = await findMade(client, pack, call).catch(() => undefined);
  if (left === undefined) return error;
  return new AppError(error.code, error.message, {
    operation: error.operation,
    hint: `There is a package "${pack.name}" now, perhaps with a part of its values: look at it, delete it, and create it anew.`,
    context: { ...error.context, halfMade: left },
    cause: error,
  });
}

async function findMade(client: FifoClient, pack: NewPackage, call: Call): Promise<string | undefined> {
  const { elements, reply } = await readAll(client, 'packages', call);
  return elements
    .filter((element) => idOf(element) !== undefined)
    .map((element) => parsePackage(element, '', reply, call.operation).package)
    .find((held) => held.name === pack.name && isPartOf(held, pack))?.id;
}

const VALUES = [
  ...(['ramMb', 'quotaGb', 'cpuCap', 'maxSwapMb', 'blockSize', 'compression', 'zfsIoPriority'] as const),
] satisfies readonly (keyof NewPackage & keyof Package)[];

/** What was made by halves has the values that were sent, or none yet, and nothing else. */
function isPartOf(held: Package, pack: NewPackage): boolean {
  return (
    Object.keys(held.metadata).length === 0 &&
    VALUES.every((value) => held[value] === null || held[value] === pack[value])
  );
}
