/** The taker went away: nobody wants the bytes any more. */
export class TakerLeft extends Error {
  override readonly name = 'TakerLeft';
}

interface Offer {
  readonly bytes: Uint8Array;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Passes bytes from who has them to who wants them, piece by piece and without a copy: `give` ends when the
 * taker is done with the piece, so its memory can be used anew. Neither side runs ahead of the other.
 */
export class Handover implements AsyncIterable<Uint8Array> {
  #offer: Offer | undefined;
  #over: { readonly error?: unknown } | undefined;
  #left = false;
  #wake: (() => void) | undefined;

  /** One at a time. Rejects with `TakerLeft`. */
  give(bytes: Uint8Array): Promise<void> {
    if (this.#left) return Promise.reject(new TakerLeft());
    return new Promise((resolve, reject) => {
      this.#offer = { bytes, resolve, reject };
      this.#wake?.();
    });
  }

  /** There is no more. */
  end(): void {
    this.#over ??= {};
    this.#wake?.();
  }

  /** The taker gets the error instead of what is left. */
  fail(error: unknown): void {
    this.#over ??= { error };
    this.#wake?.();
  }

  /** Nobody gives or takes any more, whoever still waits. */
  stop(): void {
    this.#left = true;
    this.#offer?.reject(new TakerLeft());
    this.fail(new TakerLeft());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        while (this.#offer === undefined && this.#over === undefined) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        if (this.#over && 'error' in this.#over) throw this.#over.error;
        const offer = this.#offer;
        if (offer === undefined) return;
        yield offer.bytes;
        this.#offer = undefined;
        offer.resolve();
      }
    } finally {
      this.#left = true;
      this.#offer?.reject(new TakerLeft());
    }
  }
}
