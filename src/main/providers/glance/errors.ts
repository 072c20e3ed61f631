import { AppError, type ErrorCode, type ErrorContext, type Retry } from '#shared/errors/index.ts';
import { serverText, type TextReply } from '../../http/index.ts';
import { answererOf, replyContext } from '../reply-errors.ts';

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
      return meaningAmong(REFUSALS, said, {
        code: 'FORBIDDEN',
        hint: 'Only the owner or an administrator may do this.',
      });
    case 404:
      return meaningAmong(MISSING, said, {
        code: 'NOT_FOUND',
        hint: 'It may have been deleted, or belong to a project that does not share it.',
      });
    case 409:
      return meaningAmong(CONFLICTS, said, {
        code: 'CONFLICT',
        hint: 'It is in use or in another state than expected. Look at it again.',
      });
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

/** What Glance says, and what it means. The first that fits counts. */
type Sayings = readonly (readonly [said: RegExp, meaning: Meaning])[];

function meaningAmong(sayings: Sayings, said: string, otherwise: Meaning): Meaning {
  return sayings.find(([pattern]) => pattern.test(said))?.[1] ?? otherwise;
}

const MISSING: Sayings = [
  [
    /member list/i,
    {
      code: 'NOT_FOUND',
      hint: 'The image is not shared with that project. Look at its members again.',
    },
  ],
  [/not stored in store/i, { code: 'NOT_FOUND', hint: 'Look at the stores of the image again.' }],
];

const CONFLICTS: Sayings = [
  [
    // Glance notices late that an upload broke off: until then it takes no second one.
    /from saving to saving/i,
    {
      code: 'CONFLICT',
      retry: 'safe',
      hint: 'The last try is still being cleaned up there. Try again shortly.',
    },
  ],
  [/member .*duplicated/i, { code: 'CONFLICT', hint: 'It is a member already.' }],
  [
    /active task|prior operation/i,
    {
      code: 'CONFLICT',
      hint: 'Another import or copy of this image is under way. Its tasks tell when it ends.',
    },
  ],
  [
    /only images with status active|status is not 'active'/i,
    { code: 'CONFLICT', hint: 'The image must be ready first: wait for its bytes.' },
  ],
  [
    /store for identifier|selected store/i,
    { code: 'CONFLICT', hint: 'Look at the stores that this service has.' },
  ],
];

/** Glance uses 403 for states too. */
const REFUSALS: Sayings = [
  [/protected/i, { code: 'FORBIDDEN', hint: 'The image is protected: unprotect it first.' }],
  [
    /deactivated/i,
    { code: 'FORBIDDEN', hint: 'The image is deactivated: an administrator can reactivate it.' },
  ],
  [/publicize/i, { code: 'FORBIDDEN', hint: 'Only administrators may make images public here.' }],
  [
    /only shared images have members/i,
    { code: 'CONFLICT', hint: 'Give the image the visibility shared first.' },
  ],
  [
    /only store containing it/i,
    { code: 'CONFLICT', hint: 'It is the last copy. Delete the image instead, or copy it first.' },
  ],
  [
    /attribute (disk|container)_format can/i,
    {
      code: 'CONFLICT',
      hint: 'Formats can be changed only before the bytes are there. Upload the image anew with the right one.',
    },
  ],
  [
    /copy_image|(delete|get)_image_location/i,
    { code: 'FORBIDDEN', hint: 'Most clouds let only administrators move images between stores.' },
  ],
  [
    /modify_member|update members/i,
    {
      code: 'FORBIDDEN',
      hint: 'Only the project that an image is shared with may accept or reject it.',
    },
  ],
  [/quota/i, { code: 'QUOTA', hint: 'Delete what is not needed, or ask for a larger quota.' }],
];

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
  return answererOf(reply, fromGlance(reply) ? 'Glance' : undefined);
}

function contextOf(reply: TextReply): ErrorContext {
  return replyContext(reply, reply.headers['x-openstack-request-id']);
}
