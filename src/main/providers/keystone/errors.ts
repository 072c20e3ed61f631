import { z } from 'zod';
import { AppError, type ErrorContext } from '#shared/errors/index.ts';
import type { KeystoneSettings } from '#shared/model/index.ts';
import { plainLine, serverText, type TextReply } from '../../http/index.ts';
import { usesApplicationCredential } from './auth-request.ts';

const receiptSchema = z.object({
  receipt: z.object({ methods: z.array(z.string().max(64)).max(32) }).nullish(),
  required_auth_methods: z.array(z.array(z.string().max(64)).max(32)).max(32),
});

const ownErrorSchema = z.object({ error: z.object({ code: z.literal(404) }) });

/** The `AppError` of a sign-in that Keystone did not grant. The only place that reads its statuses. */
export function keystoneError(reply: TextReply, settings: KeystoneSettings, operation: string): AppError {
  const context = contextOf(reply);
  const said = serverText(reply);
  const where = new URL(reply.url).host;
  if (reply.status === 401 && reply.headers['openstack-auth-receipt'] !== undefined) {
    return secondFactorMissing(reply, where, operation, context);
  }
  if (reply.status === 401) {
    return new AppError('AUTH_REQUIRED', `${where} refused the sign-in.`, {
      operation,
      hint: refusedHint(settings),
      context,
    });
  }
  // What is named by an id that does not exist, such as an application credential, is 404 of Keystone's own.
  if (reply.status === 404 && ownErrorSchema.safeParse(safeJson(reply)).success) {
    return new AppError('AUTH_REQUIRED', `${where} does not know what the sign-in names${colon(said)}`, {
      operation,
      hint: refusedHint(settings),
      context,
    });
  }
  if (reply.status === 403) {
    return new AppError('FORBIDDEN', `${where} does not allow this sign-in${colon(said)}`, {
      operation,
      hint: 'Ask for a role in the project, or choose another one.',
      context,
    });
  }
  if (reply.status === 429 || reply.status >= 500) {
    const { 'retry-after': retryAfter } = reply.headers;
    return new AppError(
      'UNAVAILABLE',
      `${where} cannot sign anybody in just now (${reply.status})${colon(said)}`,
      {
        operation,
        retry: 'safe',
        context: { ...context, ...(retryAfter === undefined ? {} : { retryAfter: plainLine(retryAfter) }) },
      },
    );
  }
  if (reply.status === 400) {
    return new AppError('INVALID', `${where} does not understand the sign-in${colon(said)}`, {
      operation,
      hint: 'Check user, domain and project of the connection.',
      context,
    });
  }
  return new AppError('PROTOCOL', `${where} answered the sign-in with ${reply.status}${colon(said)}`, {
    operation,
    hint: 'Check the sign-in address: it must be that of Keystone, often with port 5000 or /identity.',
    context,
  });
}

/** Signed in, but to no project: names those that can be chosen. */
export function noProjectChosen(projects: readonly string[], operation: string): AppError {
  const names = plainLine(projects.slice(0, 20).join(', '));
  return new AppError('INVALID', 'Signed in, but no project is chosen, so no images can be seen.', {
    operation,
    hint:
      projects.length === 0
        ? 'This user has no project. Ask for a role in one.'
        : `Choose one of these projects for the connection: ${names}.`,
    context: { projects: names },
  });
}

function secondFactorMissing(
  reply: TextReply,
  where: string,
  operation: string,
  context: ErrorContext,
): AppError {
  const parsed = receiptSchema.safeParse(safeJson(reply));
  const given = new Set(parsed.data?.receipt?.methods ?? ['password']);
  const ways = (parsed.data?.required_auth_methods ?? [])
    .map((way) => way.filter((method) => !given.has(method)))
    .filter((way) => way.length > 0)
    .map((way) => plainLine(way.join(' and ')));
  const missing = ways.length === 0 ? 'a second factor' : [...new Set(ways)].join(', or ');
  return new AppError('AUTH_REQUIRED', `The password is right, but ${where} needs ${missing} as well.`, {
    operation,
    hint: 'Argosy cannot ask for it. Use an application credential: it needs no second factor.',
    context: { ...context, missing },
  });
}

function refusedHint(settings: KeystoneSettings): string {
  if (settings.tokenAuth === true) return 'The token may have expired: give a new one.';
  if (usesApplicationCredential(settings)) {
    return 'Check the id and the secret of the application credential; it may have expired or been revoked.';
  }
  return 'Check user, password, domain and project. Keystone does not say which of them is wrong.';
}

function contextOf(reply: TextReply): ErrorContext {
  const { 'x-openstack-request-id': requestId } = reply.headers;
  return {
    address: reply.url,
    status: reply.status,
    answeredBy: reply.answeredBy,
    ...(requestId === undefined ? {} : { requestId: plainLine(requestId) }),
  };
}

function colon(said: string): string {
  return said === '' ? '.' : `: ${said}`;
}

function safeJson(reply: TextReply): unknown {
  try {
    return reply.json();
  } catch {
    return undefined;
  }
}
