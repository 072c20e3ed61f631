import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { TextReply } from '../../http/index.ts';

const text = z.string().max(4096);
const optional = text.nullish();

const endpointSchema = z.object({ interface: text, region: optional, region_id: optional, url: text });
const catalogSchema = z.array(
  z.object({ type: text, name: optional, endpoints: z.array(endpointSchema).nullish() }),
);
const named = z.object({ id: text, name: optional });

const tokenSchema = z.object({
  token: z.object({
    issued_at: optional,
    expires_at: optional,
    user: named.nullish(),
    project: named.nullish(),
    roles: z
      .array(z.object({ name: optional }))
      .nullish()
      .catch(null),
    catalog: catalogSchema.nullish(),
  }),
});

export type CatalogService = z.infer<typeof catalogSchema>[number];

/** A token and what came with it. Lives in memory only. */
export interface Token {
  readonly id: string;
  /** In this machine's clock; `null` if it never expires. */
  readonly expiresAtMs: number | null;
  readonly receivedAtMs: number;
  readonly userName: string | null;
  readonly projectId: string | null;
  readonly projectName: string | null;
  /** Names of the roles in the project. */
  readonly roles: readonly string[];
  readonly catalog: readonly CatalogService[];
}

/**
 * Reads a sign-in's answer (keystone-v3.md §2, §4). Its life is counted from the local time of receipt, so
 * that clocks that differ do no harm. `PROTOCOL` if it is not what Keystone promises.
 */
export function parseToken(reply: TextReply, nowMs: number, operation: string, id?: string): Token {
  const parsed = tokenSchema.safeParse(reply.json());
  const tokenId = id ?? reply.headers['x-subject-token'];
  if (!parsed.success || tokenId === undefined || tokenId === '') {
    throw new AppError('PROTOCOL', `${reply.url} accepted the sign-in but gave no token.`, {
      operation,
      hint: 'Check the sign-in address: this does not look like Keystone v3.',
      context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
    });
  }
  const { token } = parsed.data;
  return {
    id: tokenId,
    expiresAtMs: localExpiry(token.issued_at, token.expires_at, nowMs, id !== undefined),
    receivedAtMs: nowMs,
    userName: token.user?.name ?? token.user?.id ?? null,
    projectId: token.project?.id ?? null,
    projectName: token.project?.name ?? null,
    roles: (token.roles ?? []).map(({ name }) => name).filter((name) => typeof name === 'string'),
    catalog: token.catalog ?? [],
  };
}

function localExpiry(
  issuedAt: string | null | undefined,
  expiresAt: string | null | undefined,
  nowMs: number,
  issuedBefore: boolean,
): number | null {
  const expiry = Date.parse(expiresAt ?? '');
  if (Number.isNaN(expiry)) return null;
  const issued = Date.parse(issuedAt ?? '');
  // A token that was issued before it came here says nothing about the difference of the clocks.
  return Number.isNaN(issued) || issuedBefore ? expiry : nowMs + (expiry - issued);
}
