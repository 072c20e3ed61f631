import { AppError, type ErrorCode, type Retry } from '#shared/errors/index.ts';
import { plainLine, serverText, type TextReply } from '../../http/index.ts';
import { answererOf, replyContext } from '../reply-errors.ts';
import { type Generation, generationOf } from './config.ts';

/** What was tried, in words that complete "FiFo at host did not …": `delete dataset 7cf5…`. */
export type Attempt = string;

interface Meaning {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retry?: Retry;
}

/**
 * The `AppError` of an answer that is no success: the only place, with `signInError`, that reads FiFo's
 * statuses (fifo.md §2 "401 versus 403", §6). FiFo's own refusals have no body.
 */
export function fifoError(
  reply: TextReply,
  request: { readonly method: string; readonly attempt: Attempt; readonly conflict?: string | undefined },
  operation: string,
): AppError {
  const { code, hint, retry } = meaningOf(reply.status, request.method, request.conflict);
  return new AppError(code, sentence(reply, `did not ${request.attempt}`), {
    operation,
    hint,
    retry,
    context: replyContext(reply),
  });
}

function meaningOf(status: number, method: string, conflict: string | undefined): Meaning {
  const own = MEANINGS[status];
  if (own !== undefined) return own;
  if (status === 409) {
    const hint = conflict ?? 'It is in another state than expected. Look at it again.';
    return { code: 'CONFLICT', hint };
  }
  // A crash of the handler: over the input of what writes, of itself in what only reads (fifo.md §3).
  if (status === 500 && (method === 'POST' || method === 'PUT')) {
    const hint = 'FiFo answers so to what it cannot read. Check the values; its own log names the reason.';
    return { code: 'INVALID', hint };
  }
  if (status >= 500) {
    const hint = 'The fault is in FiFo or a proxy before it. Try again; if it recurs, tell its operator.';
    return { code: 'UNAVAILABLE', retry: 'safe', hint };
  }
  return { code: 'PROTOCOL', hint: 'Check the address and the API version of the connection.' };
}

const PAUSE: Meaning = {
  code: 'UNAVAILABLE',
  retry: 'safe',
  hint: 'The service asks for a pause. Try again later.',
};

const MEANINGS: Readonly<Record<number, Meaning>> = {
  400: { code: 'INVALID', hint: 'FiFo does not take this. Check the values that are sent.' },
  401: {
    code: 'AUTH_REQUIRED',
    hint: 'The sign-in has ended. Edit the connection and give its password or token anew.',
  },
  403: {
    code: 'FORBIDDEN',
    hint: 'The user lacks the permission. Ask an administrator of this FiFo to grant it.',
  },
  404: { code: 'NOT_FOUND', hint: 'It may have been deleted. Refresh the list.' },
  405: {
    code: 'PROTOCOL',
    hint: 'This server speaks another version of the API: choose 0.1.0, 2 or 3 in the connection.',
  },
  406: {
    code: 'INVALID',
    hint: 'The server does not give this form of answer. Check the API version of the connection.',
  },
  408: PAUSE,
  413: {
    code: 'TOO_LARGE',
    hint: 'FiFo has no such limit: a proxy before it does. Ask its operator, or use an import.',
  },
  415: {
    code: 'INVALID',
    hint: 'The server does not take this kind of content. Check the API version of the connection.',
  },
  429: PAUSE,
  449: {
    code: 'AUTH_REQUIRED',
    hint: 'A one-time password is needed, which Argosy cannot give. Use a token in place of the password.',
  },
  503: {
    code: 'UNAVAILABLE',
    retry: 'safe',
    hint: 'FiFo cannot reach its own storage or sign-in service. Try again later.',
  },
};

/** It does not exist, or not for this user: FiFo says 403 or 500 for some of what is not there (fifo.md §3, §4). */
export function missing(what: string, reply: TextReply, operation: string): AppError {
  const where = new URL(reply.url).host;
  return new AppError('NOT_FOUND', `There is no ${what} at ${where}, or not for this user.`, {
    operation,
    hint: 'It may have been deleted, or the user lacks the permission to see it. Refresh the list.',
    context: replyContext(reply),
  });
}

/** A token that was given instead of a password is refused: there is nothing to renew it with. */
export function tokenRefused(reply: TextReply, generation: Generation, operation: string): AppError {
  const where = new URL(reply.url).host;
  const also = generation === 1 ? ' If it is right, its user may not even list packages or datasets.' : '';
  return new AppError('AUTH_REQUIRED', `${where} refuses the token of this connection.`, {
    operation,
    hint: `It has expired or is wrong: edit the connection and give a new one.${also}`,
    context: replyContext(reply),
  });
}

/** The `AppError` of a sign-in that was not granted (fifo.md §2). */
export function signInError(reply: TextReply, api: string, operation: string): AppError {
  const context = replyContext(reply);
  const { code, hint, retry, missing: lacking } = signInMeaning(reply, generationOf(api));
  const what =
    lacking === undefined ? 'refused the sign-in' : 'needs a one-time password besides the password';
  const verb = code === 'AUTH_REQUIRED' ? what : 'could not sign in';
  return new AppError(code, sentence(reply, verb), {
    operation,
    hint,
    retry,
    context: lacking === undefined ? context : { ...context, missing: lacking },
  });
}

const SECOND_FACTOR: Meaning & { readonly missing: string } = {
  code: 'AUTH_REQUIRED',
  missing: 'one-time password',
  hint: 'Argosy cannot ask for a one-time password (YubiKey). Leave the user name out and give a token instead.',
};

const WRONG_PASSWORD: Meaning = {
  code: 'AUTH_REQUIRED',
  hint: 'Check user name and password. To use a token instead, leave the user name out.',
};

function signInMeaning(
  reply: TextReply,
  generation: Generation,
): Meaning & { readonly missing?: string | undefined } {
  const { status } = reply;
  if (status === 449) return SECOND_FACTOR;
  if (status === 401 || status === 403) return WRONG_PASSWORD;
  if (status === 400 && generation === 2) {
    // OAuth says 400 for a wrong password; what is wrong stands in the words only.
    const word = oauthWord(reply);
    if (word === 'invalid_request' || word === 'invalid_scope' || word === undefined) {
      return { code: 'INVALID', hint: 'Check the address, user name and API version of the connection.' };
    }
    if (word === 'temporarily_unavailable' || word === 'server_error') {
      return {
        code: 'UNAVAILABLE',
        retry: 'safe',
        hint: 'Try again later; a user with a YubiKey needs a token.',
      };
    }
    return /one-?time|\botp\b|yubi|second factor|2fa/i.test(reply.text) ? SECOND_FACTOR : WRONG_PASSWORD;
  }
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) {
    const hint = 'Nobody signs in there. Check the address, and choose another API version (0.1.0, 2 or 3).';
    return { code: 'PROTOCOL', hint };
  }
  return meaningOf(status, 'POST', undefined);
}

/** The `error` of an OAuth answer. */
function oauthWord(reply: TextReply): string | undefined {
  return /"error"\s*:\s*"([a-z_]{1,64})"/.exec(reply.text.slice(0, 4096))?.[1];
}

function sentence(reply: TextReply, what: string): string {
  const said = oauthDescription(reply) ?? serverText(reply);
  const reason = said === '' ? `status ${reply.status}` : said;
  return `${answerer(reply)} ${what}: ${reason.replace(/\.$/, '')}.`;
}

function oauthDescription(reply: TextReply): string | undefined {
  const found = /"error_description"\s*:\s*"([^"\\]{1,300})"/.exec(reply.text.slice(0, 4096))?.[1];
  return found === undefined ? undefined : plainLine(found);
}

/** Wiggle signs as the web server that it is made of. */
function answerer(reply: TextReply): string {
  const own = reply.answeredBy === '' || /^cowboy$/i.test(reply.answeredBy);
  return answererOf(reply, own ? 'FiFo' : undefined);
}
