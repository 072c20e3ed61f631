import { AppError, type ErrorCode, type ErrorContext, type Retry } from '#shared/errors/index.ts';
import { serverText, type TextReply } from '../../http/index.ts';
import { answererOf, replyContext } from '../reply-errors.ts';
import { LAST_IMAGE_MINOR } from './config.ts';

/** What was tried, in words that complete "Nova at host …": `delete image 7cf5…`. */
export type Attempt = string;

interface Meaning {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly retry?: Retry;
}

/** The `AppError` of an answer that is no success: the only place that reads Nova's statuses (nova-images.md §5). */
export function novaError(reply: TextReply, attempt: Attempt, operation: string): AppError {
  const said = serverText(reply);
  const reason = said === '' ? `status ${reply.status}` : said;
  const { code, hint, retry } = meaningOf(reply, said);
  return new AppError(code, `${answerer(reply)} did not ${attempt}: ${reason.replace(/\.$/, '')}.`, {
    operation,
    hint,
    retry,
    context: contextOf(reply),
  });
}

/**
 * The whole image proxy is not there, which Nova says with the 404 of a missing image: from microversion 2.36
 * on, and where operators took it away (nova-images.md §0, §5).
 */
export function proxyRemoved(reply: TextReply, operation: string): AppError {
  const minor = answeredMinor(reply);
  const because =
    minor !== undefined && minor > LAST_IMAGE_MINOR
      ? ` It answered as microversion 2.${minor}; images end with 2.${LAST_IMAGE_MINOR}.`
      : '';
  return new AppError('UNSUPPORTED', `${answerer(reply)} serves no images any more.${because}`, {
    operation,
    hint: `The image proxy is removed at this microversion or by the operator. Argosy asks for none above 2.${LAST_IMAGE_MINOR}, so this is not about the image. Use a Glance connection to the same cloud.`,
    context: contextOf(reply),
  });
}

/** What a 404 says by itself: the one thing is missing, all images are, or it leaves that open. */
export function readMissing(reply: TextReply): 'thing' | 'everything' | 'open' {
  const minor = answeredMinor(reply);
  if (minor !== undefined && minor > LAST_IMAGE_MINOR) return 'everything';
  return /image not found|no image found|invalid metadata key/i.test(serverText(reply)) ? 'thing' : 'open';
}

function meaningOf(reply: TextReply, said: string): Meaning {
  switch (reply.status) {
    case 400:
      return { code: 'INVALID', hint: 'Nova does not accept the request as it is. Look at what was sent.' };
    case 401:
      return { code: 'AUTH_REQUIRED', hint: 'Sign in again: edit the connection and give its secret anew.' };
    case 403:
      return forbidden(said);
    case 404:
      return {
        code: 'NOT_FOUND',
        hint: fromNova(reply)
          ? 'It may have been deleted, or belong to a project that does not share it.'
          : 'Nova has not answered this: check the address of the compute service.',
      };
    case 406:
      return {
        code: 'UNSUPPORTED',
        hint: 'Something on the way asks Nova for a version that it does not have. Argosy names none.',
      };
    case 409:
      return { code: 'CONFLICT', hint: 'It is in use or in another state than expected. Look at it again.' };
    case 413:
      return tooLarge(reply);
    case 415:
      return { code: 'INVALID', hint: 'Nova takes JSON only; something on the way changed the request.' };
    case 408:
    case 429:
      return { code: 'UNAVAILABLE', retry: 'safe', hint: 'The service asks for a pause. Try again later.' };
    default:
      return serverFault(reply);
  }
}

function forbidden(said: string): Meaning {
  if (/quota|limit exceeded|limit has been/i.test(said)) return quota();
  if (/not allowed to delete/i.test(said)) {
    return {
      code: 'FORBIDDEN',
      hint: 'The image is protected or not yours. A Glance connection to the same cloud can unprotect it.',
    };
  }
  return { code: 'FORBIDDEN', hint: 'Only the owner or an administrator may do this.' };
}

/** Once documented as the answer to too much metadata; a proxy before Nova means the length of the request. */
function tooLarge(reply: TextReply): Meaning {
  if (fromNova(reply)) return quota();
  return {
    code: 'TOO_LARGE',
    hint: `Something before Nova (${answerer(reply)}) limits the size of requests. Ask its operator.`,
  };
}

function quota(): Meaning {
  return { code: 'QUOTA', hint: 'An image may have so many properties only. Remove some first.' };
}

/** Nova does not map what Glance refuses in the middle of a call: it names the Python class in a 500. */
function serverFault(reply: TextReply): Meaning {
  if (reply.status < 500) return { code: 'PROTOCOL', hint: 'Check the address of the compute service.' };
  if (reply.text.includes('HTTPConflict')) {
    return { code: 'CONFLICT', hint: 'Glance refused it behind Nova: the image is in use. Try again later.' };
  }
  if (/ImageBadRequest|HTTPBadRequest/.test(reply.text)) {
    return { code: 'INVALID', hint: 'Glance refused it behind Nova: look at the names and values sent.' };
  }
  const hint =
    reply.status === 503
      ? 'Nova cannot reach Keystone or Glance, or is overloaded. Try again later.'
      : 'The fault is in Nova, the Glance behind it or a proxy. Try again; if it recurs, tell its operator the request id.';
  return { code: 'UNAVAILABLE', retry: 'safe', hint };
}

/** Nova signs its answers with a request id, whoever passes them on. */
export function fromNova({ headers }: TextReply): boolean {
  return headers['x-compute-request-id'] !== undefined || headers['x-openstack-request-id'] !== undefined;
}

function answerer(reply: TextReply): string {
  return answererOf(reply, fromNova(reply) ? 'Nova' : undefined);
}

/** N of the microversion 2.N that an answer was made for, if it says so. */
function answeredMinor({ headers }: TextReply): number | undefined {
  const said = headers['x-openstack-nova-api-version'] ?? headers['openstack-api-version'] ?? '';
  const minor = /\b2\.(\d{1,4})\b/.exec(said)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

function contextOf(reply: TextReply): ErrorContext {
  return replyContext(
    reply,
    reply.headers['x-compute-request-id'] ?? reply.headers['x-openstack-request-id'],
  );
}
