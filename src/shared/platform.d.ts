/**
 * The few names that Node, Electron and browsers all have but the language's own library lacks.
 * Only this layer's compiler run sees them here; the others have them from their own libraries.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}
declare const AbortController: { new (): { readonly signal: AbortSignal; abort(reason?: unknown): void } };
declare const URL: {
  parse(text: string): {
    readonly origin: string;
    readonly pathname: string;
    readonly username: string;
    readonly password: string;
  } | null;
};
declare const TextEncoder: { new (): { encode(text: string): Uint8Array } };
