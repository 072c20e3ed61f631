import { AppError, type ErrorCode, type Retry } from '#shared/errors/index.ts';
import { serverText, type TextReply } from '../../http/index.ts';
import { answererOf, replyContext } from '../reply-errors.ts';
import { isUuid } from './config.ts';

/** What was tried, and with what. */
export interface Attempt {
  /** In words that complete "Plankton at host did not …": `delete image 9405…`. */
  readonly attempt: string;
  /** The image that the request was about, if it was about one. */
  readonly imageId?: string | undefined;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly retry?: Retry;
}

/**
 * The `AppError` of an answer that is no success: the only place that reads the statuses of Plankton, Pithos
 * and Astakos (plankton.md §6 and §9).
 */
export function planktonError(reply: TextReply, about: Attempt, operation: string): AppError {
  const said = serverText(reply);
  const who = answerer(reply);
  const { code, hint, retry } = meaningOf(reply, said, about);
  const reason = said === '' ? `status ${reply.status}` : said;
  return new AppError(code, `${who} did not ${about.attempt}: ${reason.replace(/\.$/, '')}.`, {
    operation,
    hint,
    retry,
    context: replyContext(reply),
  });
}

const MISSING: Meaning = {
  code: 'NOT_FOUND',
  hint: 'It may have been deleted or unregistered, or its owner does not share it any more.',
};

function meaningOf(reply: TextReply, said: string, about: Attempt): Meaning {
  switch (reply.status) {
    case 400:
      return invalid(said, about);
    case 401:
      return {
        code: 'AUTH_REQUIRED',
        hint: 'The token was refused or has expired. Copy a new one from the cloud’s web page and give it to the connection.',
      };
    case 403:
      return {
        code: 'FORBIDDEN',
        hint: 'Only the owner may change an image, its members and its file; members may read it.',
      };
    case 404:
    case 410:
      return MISSING;
    case 405:
      return { code: 'PROTOCOL', hint: 'Check the addresses of the connection: this is another service.' };
    case 408:
    case 429:
      return { code: 'UNAVAILABLE', retry: 'safe', hint: 'The service asks for a pause. Try again later.' };
    case 409:
    case 412:
      return {
        code: 'CONFLICT',
        hint: 'It exists already, or was changed meanwhile. Look at it again, then repeat.',
      };
    case 411:
      return {
        code: 'INVALID',
        hint: 'The store wants to know the size before the bytes, and it is not known. Download the image to a file, then upload that.',
      };
    case 413:
      return tooLarge(reply, said);
    case 415:
      return { code: 'INVALID', hint: 'The service takes another kind of content. Check its addresses.' };
    case 422:
      return {
        code: 'CORRUPT',
        retry: 'safe',
        hint: 'The bytes that arrived are not those that were sent. Try again.',
      };
    case 501:
      return { code: 'UNSUPPORTED', hint: 'This service does not offer it; look at the image in its list.' };
    default:
      return reply.status >= 500
        ? { code: 'UNAVAILABLE', retry: 'safe', hint: unavailableHint(reply.status) }
        : { code: 'PROTOCOL', hint: 'Check the addresses of the connection.' };
  }
}

/** Plankton says 400 where others say 404: for what is no uuid, and for paths that it does not know. */
function invalid(said: string, { imageId }: Attempt): Meaning {
  if (imageId !== undefined && !isUuid(imageId)) return MISSING;
  if (/endpoint not found/i.test(said)) {
    return {
      code: 'PROTOCOL',
      hint: 'The address lacks a part, or has one too many: it should end like /image/v1.0.',
    };
  }
  if (/limit|exceed|too (long|many)/i.test(said)) {
    return {
      code: 'INVALID',
      hint: 'Plankton keeps 32 items an image: names up to 93 characters, values up to 256.',
    };
  }
  return { code: 'INVALID', hint: 'Check the name, the formats and the properties that were given.' };
}

/** Pithos means the account's quota; a proxy before it means the length of the request. */
function tooLarge(reply: TextReply, said: string): Meaning {
  if (faultOf(reply) === 'overLimit' || /quota|limit/i.test(said)) {
    return {
      code: 'QUOTA',
      hint: 'The account’s space in Pithos is used up. Delete files there, or ask for a larger quota.',
    };
  }
  return {
    code: 'TOO_LARGE',
    hint: `Something before the service (${answerer(reply)}) limits the size of requests. Ask its operator.`,
  };
}

function unavailableHint(status: number): string {
  return status === 503
    ? 'The service is overloaded or being maintained. Try again later.'
    : 'The fault is in the service, in its identity service or in a proxy. Try again; if it recurs, tell its operator.';
}

/** The name of the only key of Synnefo's errors (plankton.md §6). */
function faultOf(reply: TextReply): string | undefined {
  if (!/^\s*\{/.test(reply.text)) return undefined;
  try {
    const keys = Object.keys(JSON.parse(reply.text) as object);
    return keys.length === 1 ? keys[0] : undefined;
  } catch {
    return undefined;
  }
}

function answerer(reply: TextReply): string {
  return answererOf(reply, faultOf(reply) === undefined ? undefined : 'Plankton');
}

/** An answer of success whose content is none that the protocol allows. */
export function unexpected(
  reply: Pick<TextReply, 'url' | 'status' | 'answeredBy'>,
  what: string,
  operation: string,
): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the addresses of the connection.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
