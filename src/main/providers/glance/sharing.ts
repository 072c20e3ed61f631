import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Image, Visibility } from '#shared/model/index.ts';
import type { Call, ShareOptions } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { patchImage } from './edit.ts';
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
  const { visibility } = image;
  if (visibility === 'shared' || visibility === null) return { imageId, before: undefined };
  if (visibility !== 'private') throw needsNoMembers(image, visibility, call);
  if (!(await onlySharedHaveMembers(call))) return { imageId, before: undefined };
  if (makeShared !== true) throw isPrivate(image, MAKE_SHARED, call);
  await setVisibility(client, connection, imageId, 'shared', call);
  return { imageId, before: visibility };
}

/** `CONFLICT` for an image that has no members to remove, whatever it had at an earlier time. */
export async function assertHasMembers(
  { client, connection, onlySharedHaveMembers }: Sharing,
  imageId: string,
  call: Call,
): Promise<void> {
  const { image } = await showImage(client, connection, imageId, call);
  const { visibility } = image;
  if (visibility === 'shared' || visibility === null) return;
  if (visibility !== 'private') throw needsNoMembers(image, visibility, call);
  if (!(await onlySharedHaveMembers(call))) return;
  throw isPrivate(image, 'Nobody but its own project can use it, so there is nobody to remove.', call);
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
    await setVisibility(client, connection, imageId, before, { ...call, signal });
    return error;
  } catch {
    if (!isAppError(error)) return error;
    return new AppError(error.code, `${error.message} The image was left with the visibility shared.`, {
      ...error,
      cause: error,
    });
  }
}

async function setVisibility(
  client: GlanceClient,
  connection: string,
  id: string,
  value: Visibility,
  call: Call,
): Promise<void> {
  const operations = [{ op: 'replace', path: '/visibility', value }] as const;
  await patchImage(client, connection, { id, operations }, call);
}

const MAKE_SHARED =
  'Make it shared first: then its members, and nobody else, can use it. Members that it had before it became private can use it again too.';

function isPrivate(image: Image, hint: string, call: Call): AppError {
  return new AppError(
    'CONFLICT',
    `Image ${titleOf(image)} is private: only images with the visibility shared have members. Nothing was changed.`,
    {
      operation: call.operation,
      hint,
      context: { imageId: image.id, visibility: 'private' },
    },
  );
}

function needsNoMembers(image: Image, visibility: Visibility, call: Call): AppError {
  const who =
    visibility === 'public' ? 'everybody sees and uses it' : 'everybody who knows its id can use it';
  return new AppError(
    'CONFLICT',
    `Image ${titleOf(image)} is ${visibility}: ${who}, so it has no members. Nothing was changed.`,
    {
      operation: call.operation,
      hint: 'If only some projects shall use it, give it the visibility shared, then add them as members.',
      context: { imageId: image.id, visibility },
    },
  );
}

function titleOf({ id, name }: Image): string {
  return name === null || name === '' ? id : `"${name}"`;
}
