import { z } from 'zod';
import { AppError, type ErrorCode, type ErrorContext, type Retry } from '#shared/errors/index.ts';
import { plainLine, serverText, type TextReply } from '../../http/index.ts';
import { answererOf, replyContext } from '../reply-errors.ts';

/** What was tried, in words that complete "The gateway at host …": `delete image 7cf5…`. */
export type Attempt = string;

interface Meaning {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retry?: Retry;
}

/**
 * The `AppError` of an answer that is no success: the only place that reads the gateway's statuses. None are
 * documented (alliance.md §5): they are read as those of the Glance behind it, and of any gateway.
 */
export function allianceError(reply: TextReply, attempt: Attempt, operation: string): AppError {
  const said = wordsOf(reply);
  const { code, hint, retry } = meaningOf(reply, said);
  const reason = said === '' ? `status ${reply.status}` : said.replace(/\.$/, '');
  return new AppError(code, `${answerer(reply)} did not ${attempt}: ${reason}.`, {
    operation,
    hint,
    retry,
    context: contextOf(reply),
  });
}

function meaningOf(reply: TextReply, said: string): Meaning {
  switch (reply.status) {
    case 400:
      return {
        code: 'INVALID',
        hint: 'Check the namespace and the environment of the connection, and what was sent.',
      };
    case 401:
      return {
        code: 'AUTH_REQUIRED',
        hint: 'This gateway wants a token: edit the connection and give a valid one as its secret.',
      };
    case 403:
      return forbidden(said);
    case 404:
      return {
        code: 'NOT_FOUND',
        hint: 'It may have been deleted, or the namespace or the environment of the connection is another one.',
      };
    case 405:
    case 501:
      return { code: 'UNSUPPORTED', hint: 'This gateway does not offer the call.' };
    case 409:
      return { code: 'CONFLICT', hint: 'It is in use or in another state than expected. Look at it again.' };
    case 413:
      return /quota|limit/i.test(said)
        ? quota()
        : {
            code: 'TOO_LARGE',
            hint: 'The gateway or the cloud behind it has a limit that this is above. Ask its operator.',
          };
    case 415:
      return { code: 'INVALID', hint: 'Check the formats: the cloud behind the gateway knows others.' };
    case 408:
    case 429:
      return { code: 'UNAVAILABLE', retry: 'safe', hint: 'The service asks for a pause. Try again later.' };
    default:
      return faultOf(reply);
  }
}

function forbidden(said: string): Meaning {
  if (/quota|limit exceeded/i.test(said)) return quota();
  if (/protected/i.test(said)) {
    return {
      code: 'FORBIDDEN',
      hint: 'The image is protected. The gateway cannot unprotect it; the cloud behind it can.',
    };
  }
  return { code: 'FORBIDDEN', hint: 'Only the environment that owns the image may do this.' };
}

function quota(): Meaning {
  return { code: 'QUOTA', hint: 'A limit of the environment is reached. Delete what is not needed.' };
}

function faultOf({ status, headers }: TextReply): Meaning {
  const again = { code: 'UNAVAILABLE', retry: 'safe' } as const;
  if (status >= 502 && status <= 504) {
    return {
      ...again,
      hint: 'The gateway, or its peer before the cloud, cannot be reached. Try again later.',
    };
  }
  if (status >= 500) {
    return {
      ...again,
      hint: 'The fault is in the gateway or the cloud behind it. Try again; if it recurs, tell its operator.',
    };
  }
  const { location } = headers;
  return {
    code: 'PROTOCOL',
    hint:
      location === undefined
        ? 'Check the address of the gateway.'
        : `It points to ${plainLine(location)}: check the address of the gateway.`,
  };
}

const bareSchema = z.object({ error: z.string() });

/** `{"error": "…"}` besides the shapes that all services share. */
function wordsOf(reply: TextReply): string {
  try {
    const bare = bareSchema.safeParse(reply.json());
    if (bare.success) return plainLine(bare.data.error);
  } catch {
    // Then it is text of another kind.
  }
  return serverText(reply);
}

/** Nothing in an answer tells the gateway from what stands before it, but a name that it gives itself. */
function answerer(reply: TextReply): string {
  return answererOf(reply, reply.answeredBy === '' ? 'The gateway' : undefined);
}

function contextOf(reply: TextReply): ErrorContext {
  return replyContext(reply, reply.headers['x-openstack-request-id']);
}
