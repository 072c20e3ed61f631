import { AppError, type ErrorCode, type ErrorContext, type Retry } from '#shared/errors/index.ts';
import { plainLine, serverText, type TextReply } from '../../http/index.ts';

/** What was tried, in words that complete "Glance at host …": `delete image 7cf5…`. */
export type Attempt = string;

interface Meaning {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly retry?: Retry;
}

/** The `AppError` of an answer that is no success: the only place that reads Glance's statuses (glance-v2.md §5). */
export function glanceError(reply: TextReply, attempt: Attempt, operation: string): AppError {
  const said = serverText(reply);
  const who = answerer(reply);
  const { code, hint, retry } = meaningOf(reply, said);
  const reason = said === '' ? `status ${reply.status}` : said;
  return new AppError(code, `${who} did not ${attempt}: ${reason.replace(/\.$/, '')}.`, {
    operation,
    hint,
    retry,
    context: contextOf(reply),
  });
}

function meaningOf(reply: TextReply, said: string): Meaning {
  switch (reply.status) {
    case 400:
      return /already present at store/i.test(said)
        ? { code: 'CONFLICT', hint: 'That store has the image already: leave it out.' }
        : { code: 'INVALID', hint: 'Change what the service names, then try again.' };
    case 401:
      return { code: 'AUTH_REQUIRED', hint: 'Sign in again: edit the connection and give its secret anew.' };
    case 403:
      return forbidden(said);
    case 404:
      return { code: 'NOT_FOUND', hint: missingHint(said) };
    case 409:
      return conflict(said);
    case 410:
      return { code: 'NOT_FOUND', hint: 'Somebody deleted the image meanwhile. Upload it anew.' };
    case 413:
      return tooLarge(reply, said);
    case 415:
      return {
        code: 'INVALID',
        hint: 'The content is not what the disk format says. Choose the format that it has.',
      };
    case 408:
    case 429:
      return { code: 'UNAVAILABLE', retry: 'safe', hint: 'The service asks for a pause. Try again later.' };
    default:
      return reply.status >= 500
        ? { code: 'UNAVAILABLE', retry: 'safe', hint: unavailableHint(reply.status) }
        : { code: 'PROTOCOL', hint: 'Check the address of the image service.' };
  }
}

function missingHint(said: string): string {
  if (/member list/i.test(said))
    return 'The image is not shared with that project. Look at its members again.';
  if (/not stored in store/i.test(said)) return 'Look at the stores of the image again.';
  return 'It may have been deleted, or belong to a project that does not share it.';
}

function conflict(said: string): Meaning {
  if (/from saving to saving/i.test(said)) return stillBusy();
  return { code: 'CONFLICT', hint: conflictHint(said) };
}

function conflictHint(said: string): string {
  if (/member .*duplicated/i.test(said)) return 'It is a member already.';
  if (/active task|prior operation/i.test(said))
    return 'Another import or copy of this image is under way. Its tasks tell when it ends.';
  if (/only images with status active|status is not 'active'/i.test(said))
    return 'The image must be ready first: wait for its bytes.';
  if (/store/i.test(said)) return 'Look at the stores that this service has.';
  return 'It is in use or in another state than expected. Look at it again.';
}

/** Glance notices late that an upload broke off: until then it takes no second one. */
function stillBusy(): Meaning {
  return {
    code: 'CONFLICT',
    retry: 'safe',
    hint: 'The last try is still being cleaned up there. Try again shortly.',
  };
}

function forbidden(said: string): Meaning {
  if (/protected/i.test(said))
    return { code: 'FORBIDDEN', hint: 'The image is protected: unprotect it first.' };
  if (/deactivated/i.test(said))
    return { code: 'FORBIDDEN', hint: 'The image is deactivated: an administrator can reactivate it.' };
  if (/publicize/i.test(said))
    return { code: 'FORBIDDEN', hint: 'Only administrators may make images public here.' };
  if (/only shared images have members/i.test(said))
    return { code: 'CONFLICT', hint: 'Give the image the visibility shared first.' };
  if (/only store containing it/i.test(said))
    return { code: 'CONFLICT', hint: 'It is the last copy. Delete the image instead, or copy it first.' };
  if (/only be replaced for a queued image|can be only replaced|(disk|container)_format/i.test(said))
    return {
      code: 'CONFLICT',
      hint: 'Formats can be changed only before the bytes are there. Upload the image anew with the right one.',
    };
  if (/copy_image|delete_image_location|get_image_location/i.test(said))
    return { code: 'FORBIDDEN', hint: 'Most clouds let only administrators move images between stores.' };
  if (/modify_member|update members/i.test(said))
    return {
      code: 'FORBIDDEN',
      hint: 'Only the project that an image is shared with may accept or reject it.',
    };
  if (/quota/i.test(said))
    return { code: 'QUOTA', hint: 'Delete what is not needed, or ask for a larger quota.' };
  return { code: 'FORBIDDEN', hint: 'Only the owner or an administrator may do this.' };
}

/** Glance means a limit of its own; a proxy before it means the length of the request. */
function tooLarge(reply: TextReply, said: string): Meaning {
  if (!fromGlance(reply)) {
    return {
      code: 'TOO_LARGE',
      hint: `Something before Glance (${answerer(reply)}) limits the size of uploads. Ask its operator, or use an import.`,
    };
  }
  if (/quota|limit has been exceeded|limit exceeded|number of allowed/i.test(said)) {
    return {
      code: 'QUOTA',
      hint: 'A limit of the project is reached. Delete what is not needed, or ask for more.',
    };
  }
  return { code: 'TOO_LARGE', hint: 'The image is larger than this service accepts.' };
}

/** Why the members of an image cannot be told: it is not shared, so it has none (glance-v2.md §4, Members). */
export function onlySharedHaveMembers(reply: TextReply): boolean {
  return reply.status === 403 && /only shared images have members/i.test(serverText(reply));
}

function unavailableHint(status: number): string {
  return status === 503
    ? 'Glance cannot reach its store or Keystone, or is overloaded. Try again later.'
    : 'The fault is in the service or a proxy before it. Try again; if it recurs, tell its operator the request id.';
}

/** Glance signs its answers with a request id, whoever passes them on. */
function fromGlance(reply: TextReply): boolean {
  return reply.headers['x-openstack-request-id'] !== undefined;
}

function answerer(reply: TextReply): string {
  const host = new URL(reply.url).host;
  if (fromGlance(reply)) return `Glance at ${host}`;
  return reply.answeredBy === '' ? host : `${reply.answeredBy} at ${host}`;
}

function contextOf(reply: TextReply): ErrorContext {
  const requestId = reply.headers['x-openstack-request-id'];
  const retryAfter = reply.headers['retry-after'];
  return {
    address: reply.url,
    status: reply.status,
    answeredBy: reply.answeredBy,
    ...(requestId === undefined ? {} : { requestId: plainLine(requestId) }),
    ...(retryAfter === undefined ? {} : { retryAfter: plainLine(retryAfter) }),
  };
}
