import { AppError, type ErrorCode, type Retry } from '#shared/errors/index.ts';
import { plainLine, type TextReply } from '../../http/index.ts';
import { answererOf, replyContext } from '../reply-errors.ts';
import { SCOPES } from './config.ts';
import { saidBy } from './server-words.ts';

/** What was asked, as far as an error's words need it. */
export interface Asked {
  /** Completes "Djinn CI at host did not …": `delete image 10`. */
  readonly attempt: string;
  /** What the token must be allowed: `image:write`. */
  readonly permission: string;
  /** The address is one that always exists, so that a 404 cannot mean that something is missing. */
  readonly always?: boolean | undefined;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly retry?: Retry;
}

/**
 * The `AppError` of an answer that is no success: the only place that reads Djinn CI's statuses (djinn.md §5).
 * `signedIn`: whether the token is good, which a 404 does not tell.
 */
export function djinnError(
  reply: TextReply,
  asked: Asked,
  operation: string,
  signedIn: boolean | undefined,
): AppError {
  const said = saidBy(reply);
  const { code, hint, retry } = meaningOf(reply, asked, said, signedIn);
  const reason = said === '' ? `status ${reply.status}` : said;
  return new AppError(code, `${answerer(reply)} did not ${asked.attempt}: ${reason.replace(/\.$/, '')}.`, {
    operation,
    hint,
    retry,
    context: replyContext(reply),
  });
}

function meaningOf(reply: TextReply, asked: Asked, said: string, signedIn: boolean | undefined): Meaning {
  const { status } = reply;
  if (status === 404) return missing(asked, signedIn);
  if (status === 400) return invalid(said);
  if (status === 401) return { code: 'AUTH_REQUIRED', hint: TOKEN_HINT };
  if (status === 403) return { code: 'FORBIDDEN', hint: permissionHint(asked) };
  if (status === 409)
    return { code: 'CONFLICT', hint: 'It is in another state than expected. Look at it again.' };
  if (status === 413) return { code: 'TOO_LARGE', hint: tooLargeHint(reply) };
  if (status === 415)
    return {
      code: 'INVALID',
      hint: 'Djinn CI takes QCOW2 images only. Convert it: qemu-img convert -O qcow2.',
    };
  if (status === 408 || status === 429) {
    return { code: 'UNAVAILABLE', retry: 'safe', hint: 'The service asks for a pause. Try again later.' };
  }
  if (status >= 500) return fault(reply, said);
  if (status >= 300 && status < 400) return { code: 'PROTOCOL', hint: redirectHint(reply) };
  return { code: 'PROTOCOL', hint: 'Check the address of the connection: it must be that of the API.' };
}

const TOKEN_HINT =
  'The token is missing, was revoked or reset. Make one on the page Settings, API tokens, and give it to the connection.';

/** Signed out, not allowed and not there are one and the same answer (djinn.md §1). */
function missing(asked: Asked, signedIn: boolean | undefined): Meaning {
  if (signedIn === false) return { code: 'AUTH_REQUIRED', hint: TOKEN_HINT };
  if (asked.always) return { code: 'FORBIDDEN', hint: permissionHint(asked) };
  return {
    code: 'NOT_FOUND',
    hint: `It may have been deleted, belong to somebody who does not share it, or the token lacks ${asked.permission}.`,
  };
}

export function permissionHint({ permission }: Pick<Asked, 'permission'>): string {
  return `The token lacks the permission ${permission}. Make one with ${SCOPES}.`;
}

/** A refused form, or one of the short messages of invites (djinn.md §4). */
function invalid(said: string): Meaning {
  if (/already exists/i.test(said)) {
    return {
      code: 'CONFLICT',
      hint: 'Names are unique for an owner, or in a namespace. Choose another name.',
    };
  }
  if (/already (sent|a collaborator)/i.test(said))
    return { code: 'CONFLICT', hint: 'Look at the members as they are now.' };
  if (/no such (user|collaborator)/i.test(said)) {
    return {
      code: 'NOT_FOUND',
      hint: 'Give the user name or the e-mail address of an account of this service.',
    };
  }
  if (/permission denied/i.test(said)) {
    return {
      code: 'FORBIDDEN',
      hint: 'Only the owner and the collaborators of a namespace may put images into it.',
    };
  }
  if (/qcow2/i.test(said)) {
    return {
      code: 'INVALID',
      hint: 'Djinn CI takes QCOW2 images only. Convert it: qemu-img convert -O qcow2.',
    };
  }
  if (/does not match/i.test(said)) {
    return { code: 'INVALID', hint: 'A name may have letters, digits, _ and - only.' };
  }
  if (/url/i.test(said)) {
    return { code: 'INVALID', hint: 'Give an http or https address. An sftp address needs user:password.' };
  }
  return { code: 'INVALID', hint: 'Correct what it names, then try again.' };
}

function fault({ status }: TextReply, said: string): Meaning {
  if (/limit exceeded|too large/i.test(said)) {
    return {
      code: 'TOO_LARGE',
      hint: 'The image is larger than this service stores. Ask its operator for more.',
    };
  }
  if (/namespace:|invalid namespace/i.test(said)) {
    return {
      code: 'INVALID',
      hint: 'Check the namespace of the connection: letters and / only, with @owner if it is somebody else’s.',
    };
  }
  if (status === 502 || status === 504) {
    return {
      code: 'UNAVAILABLE',
      retry: 'safe',
      hint: 'A proxy before the service gave up. The service may still be at work: look at the list before trying again.',
    };
  }
  return {
    code: 'UNAVAILABLE',
    retry: 'safe',
    hint: 'The fault is in the service or a proxy before it. Try again; if it recurs, tell its operator.',
  };
}

/** Djinn CI itself has no 413 (djinn.md §5). */
function tooLargeHint(reply: TextReply): string {
  return `A proxy before the service (${answerer(reply)}) limits the size of uploads. Ask its operator, or have the service fetch the image by an address.`;
}

/** A server that does not know the address as its API's answers as to a browser (djinn.md §2). */
function redirectHint(reply: TextReply): string {
  const to = plainLine(reply.headers['location'] ?? '');
  const where = to === '' ? '' : ` It sends to ${to}.`;
  return `This is no address of the API.${where} A server with pages and API has the API under /api: try ${new URL(reply.url).origin}/api.`;
}

function answerer(reply: TextReply): string {
  const isJson = (reply.headers['content-type'] ?? '').startsWith('application/json');
  return answererOf(reply, isJson ? 'Djinn CI' : undefined);
}
