import type { WireError } from '#shared/errors/index.ts';

/** Any table of operations that a thread serves; answers may be promises. */
export type OperationsOf<Operations> = {
  readonly [Name in keyof Operations]: (...params: never[]) => unknown;
};

export type OperationName<Operations> = Extract<keyof Operations, string>;

/** A question to a thread. They are begun in the order of asking. */
export interface ThreadRequest {
  readonly call: number;
  /** An operation's; `null` for the last one, which closes the file and ends the thread. */
  readonly name: string | null;
  readonly params: readonly unknown[];
}

export type ThreadReply =
  | { readonly type: 'value'; readonly call: number; readonly value: unknown }
  | { readonly type: 'error'; readonly call: number; readonly error: WireError }
  /** Something that a person should be told. `isRebuilt`: the catalogue was begun anew. */
  | { readonly type: 'notice'; readonly message: string; readonly isRebuilt: boolean };

export interface ThreadData {
  readonly path: string;
}
