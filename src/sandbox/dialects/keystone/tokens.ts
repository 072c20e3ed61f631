import { randomBytes } from 'node:crypto';

/** What a token gives access to. */
export type Scope =
  | { readonly kind: 'project'; readonly projectId: string }
  | { readonly kind: 'system' }
  | { readonly kind: 'domain' }
  | undefined;

export interface Token {
  readonly id: string;
  readonly methods: readonly string[];
  readonly auditIds: readonly string[];
  readonly userId: string;
  readonly scope: Scope;
  readonly roles: readonly string[];
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly applicationCredentialId?: string;
}

export type NewToken = Omit<Token, 'id' | 'auditIds' | 'issuedAtMs'> & { readonly parentAuditId?: string };

/** A multi-factor sign-in that has got some of its factors. */
export interface Receipt {
  readonly id: string;
  readonly userId: string;
  readonly methods: readonly string[];
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

const receiptLifeMs = 300_000;

/** Issued tokens and receipts. They live in memory: a restart signs everybody out, as revocation does. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #receipts = new Map<string, Receipt>();

  issue({ parentAuditId, ...token }: NewToken): Token {
    const auditIds = [
      randomBytes(16).toString('base64url'),
      ...(parentAuditId === undefined ? [] : [parentAuditId]),
    ];
    // The shape of a Fernet token: 183 characters that begin with gAAAAA.
    const id = `gAAAAA${randomBytes(133).toString('base64url').slice(0, 177)}`;
    const issued = { ...token, id, auditIds, issuedAtMs: Date.now() };
    this.#sweep();
    this.#tokens.set(id, issued);
    return issued;
  }

  /** The token, unless it is unknown, revoked or expired. */
  find(id: string | undefined): Token | undefined {
    const token = id === undefined ? undefined : this.#tokens.get(id);
    return token !== undefined && token.expiresAtMs > Date.now() ? token : undefined;
  }

  revoke(id: string): void {
    this.#tokens.delete(id);
  }

  revokeAll(): void {
    this.#tokens.clear();
    this.#receipts.clear();
  }

  revokeApplicationCredential(credentialId: string): void {
    for (const token of this.#tokens.values()) {
      if (token.applicationCredentialId === credentialId) this.#tokens.delete(token.id);
    }
  }

  giveReceipt(userId: string, methods: readonly string[]): Receipt {
    const now = Date.now();
    const id = `gAAAAA${randomBytes(90).toString('base64url')}`;
    const receipt = { id, userId, methods, issuedAtMs: now, expiresAtMs: now + receiptLifeMs };
    this.#receipts.set(id, receipt);
    return receipt;
  }

  receipt(id: string | undefined): Receipt | undefined {
    const receipt = id === undefined ? undefined : this.#receipts.get(id);
    return receipt !== undefined && receipt.expiresAtMs > Date.now() ? receipt : undefined;
  }

  #sweep(): void {
    if (this.#tokens.size < 1000) return;
    const now = Date.now();
    for (const token of this.#tokens.values()) if (token.expiresAtMs <= now) this.#tokens.delete(token.id);
    for (const receipt of this.#receipts.values())
      if (receipt.expiresAtMs <= now) this.#receipts.delete(receipt.id);
  }
}
