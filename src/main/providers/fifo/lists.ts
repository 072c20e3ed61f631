import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import { longJson, type TextReply } from '../../http/index.ts';
import { UUID } from './config.ts';

const idSchema = z.object({ uuid: z.string() });

/**
 * The elements of a list. API 2 streams them and sends a lone `]` when there are none (fifo.md §4); a list
 * that breaks off is not taken for a shorter one.
 */
export async function parseList(reply: TextReply, operation: string): Promise<readonly unknown[]> {
  const text = reply.text.trim();
  if (text === '' || text === ']') return [];
  if (text.startsWith('[') && !text.endsWith(']')) throw brokenOff(reply, operation);
  const parsed = await longJson(reply);
  if (Array.isArray(parsed)) return parsed;
  throw unexpected(reply, operation, 'a list');
}

/** The ids of a list, be it of ids or of whole objects. */
export async function parseIds(reply: TextReply, operation: string): Promise<readonly string[]> {
  return (await parseList(reply, operation)).map(idOf).filter((id) => id !== undefined);
}

/** `undefined` for what is no object of FiFo's. */
export function idOf(element: unknown): string | undefined {
  const id = typeof element === 'string' ? element : idSchema.safeParse(element).data?.uuid;
  return id !== undefined && UUID.test(id) ? id : undefined;
}

/** The id at the end of a `Location` header; where it leads to otherwise does not matter. */
export function idOfLocation(reply: TextReply, operation: string): string {
  const id = /\/([^/?#]+)\/?(?:[?#].*)?$/.exec(reply.headers['location'] ?? '')?.[1];
  if (id !== undefined && UUID.test(id)) return id;
  throw unexpected(reply, operation, 'the address of what it made');
}

export function unexpected(reply: TextReply, operation: string, what: string): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the address and the API version of the connection.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}

function brokenOff(reply: TextReply, operation: string): AppError {
  return new AppError('UNAVAILABLE', `The list of ${reply.url} broke off in the middle.`, {
    operation,
    hint: 'Try again: the service or something before it ended the answer early.',
    retry: 'safe',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
