import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, Visibility } from '#shared/model/index.ts';
import type { Call, ShareOptions } from '../provider.ts';
import type { GlanceChange, GlanceClient } from './client.ts';
import { patchImage, patchRequest } from './edit.ts';
import { showImage } from './show.ts';

/** What a change of members needs to know of its service. */
export interface Sharing {
  readonly client: GlanceClient;
  readonly connection: string;
  /** Before v2.5 there is no `shared`: private images have members (glance-v2.md §2). */
  readonly onlySharedHaveMembers: (call: Call) => Promise<boolean>;
}

/** What was done to an image so that it can have members. */
export interface Opened {
  readonly imageId: string;
  /** The visibility that it had; `undefined` if it was left alone. */
  readonly before: Visibility | undefined;
  /** As it is now; `undefined` if it was left alone. */
  readonly document: ImageDocument | undefined;
}

/**
 * Sees to it that an image can have members. A private one becomes `shared` only if that is asked for, since
 * members that it had at an earlier time see it again then: `CONFLICT` says so otherwise, and nothing is
 * changed. Whoever has a public or a community image needs no members.
 */
export async function openToMembers(
  { client, connection, onlySharedHaveMembers }: Sharing,
  imageId: string,
  { makeShared }: ShareOptions,
  call: Call,
): Promise<Opened> {
  const { image } = await showImage(client, connection, imageId, call);
  if (!isClosed(image, call.operation) || !(await onlySharedHaveMembers(call)))
    return { imageId, before: undefined, document: undefined };
  const request = openingRequest(image, { makeShared }, call.operation);
  const document = await patchImage(client, connection, request, call);
  return { imageId, before: 'private', document };
}

/** True for a private image. `CONFLICT` for one that needs no members. */
export function isClosed(image: Image, operation: string): boolean {
  const { visibility } = image;
  if (visibility === 'shared' || visibility === null) return false;
  if (visibility !== 'private') throw needsNoMembers(image, visibility, operation);
  return true;
}

/** Makes a private image `shared`. `CONFLICT` unless that is asked for. */
export function openingRequest(image: Image, { makeShared }: ShareOptions, operation: string): GlanceChange {
  if (makeShared !== true) throw isPrivate(image, MAKE_SHARED, operation);
  return visibilityRequest(image.id, 'shared');
}

/** `CONFLICT` for an image that has no members to remove, whatever it had at an earlier time. */
export async function assertHasMembers(
  { client, connection, onlySharedHaveMembers }: Sharing,
  imageId: string,
  call: Call,
): Promise<void> {
  const { image } = await showImage(client, connection, imageId, call);
  if (!isClosed(image, call.operation) || !(await onlySharedHaveMembers(call))) return;
  throw hasNoMembers(image, call.operation);
}

export function hasNoMembers(image: Image, operation: string): AppError {
  return isPrivate(image, 'Nobody but its own project can use it, so there is nobody to remove.', operation);
}

/** Puts the visibility back after a change that came to nothing. Gives the error to throw. */
export async function takeBack(
  { client, connection }: Sharing,
  { imageId, before }: Opened,
  error: unknown,
  call: Call,
): Promise<unknown> {
  if (before === undefined) return error;
  try {
    // Also after the caller gave up.
    const signal = AbortSignal.timeout(30_000);
    await patchImage(client, connection, visibilityRequest(imageId, before), { ...call, signal });
    return error;
  } catch {
    if (!isAppError(error)) return error;
    return new AppError(error.code, `${error.message} The image was left with the visibility shared.`, {
      ...error,
      cause: error,
    });
  }
}

function visibilityRequest(id: string, value: Visibility): GlanceChange {
  return patchRequest(id, [{ op: 'replace', path: '/visibility', value }]);
}

const MAKE_SHARED =
  'Make it shared first: then its members, and nobody else, can use it. Members that it had before it became private can use it again too.';

function isPrivate(image: Image, hint: string, operation: string): AppError {
  return new AppError(
    'CONFLICT',
    `Image ${titleOf(image)} is private: only images with the visibility shared have members. Nothing was changed.`,
    {
      operation,
      hint,
      context: { imageId: image.id, visibility: 'private' },
    },
  );
}

function needsNoMembers(image: Image, visibility: Visibility, operation: string): AppError {
  const who =
    visibility === 'public' ? 'everybody sees and uses it' : 'everybody who knows its id can use it';
  return new AppError(
    'CONFLICT',
    `Image ${titleOf(image)} is ${visibility}: ${who}, so it has no members. Nothing was changed.`,
    {
      operation,
      hint: 'If only some projects shall use it, give it the visibility shared, then add them as members.',
      context: { imageId: image.id, visibility },
    },
  );
}

function titleOf({ id, name }: Image): string {
  return name === null || name === '' ? id : `"${name}"`;
}
