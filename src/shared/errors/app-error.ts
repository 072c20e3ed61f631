import type { ErrorCode } from './codes.ts';

/** Whether repeating the same call can help: never, safely, or it was already repeated to the limit. */
export type Retry = 'never' | 'safe' | 'exhausted';

/** Facts that help a person or a log reader. Never a secret, never a body. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

/** The form in which an error crosses a transport, a journal or the command line's `--json`. */
export interface WireError {
  readonly code: ErrorCode;
  /** What failed, where, and who answered: one or two sentences for a person. */
  readonly message: string;
  /** What the person can do about it. */
  readonly hint?: string;
  readonly retry: Retry;
  /** The operation that failed, in the contract's words: `images.upload`, `connections.test`. */
  readonly operation: string;
  readonly context?: ErrorContext;
}

export interface AppErrorInit {
  readonly hint?: string | undefined;
  readonly retry?: Retry | undefined;
  readonly operation: string;
  readonly context?: ErrorContext | undefined;
  readonly cause?: unknown;
}

/** The one error type that crosses layers. Everything else is a fault and becomes `INTERNAL`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retry: Retry;
  readonly operation: string;
  readonly context: ErrorContext | undefined;

  constructor(code: ErrorCode, message: string, init: AppErrorInit) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.hint = init.hint;
    this.retry = init.retry ?? 'never';
    this.operation = init.operation;
    this.context = init.context;
  }

  /** The wire form: no stack, no cause. */
  toWire(): WireError {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      retry: this.retry,
      operation: this.operation,
      ...(this.context === undefined ? {} : { context: this.context }),
    };
  }

  static fromWire(wire: WireError): AppError {
    return new AppError(wire.code, wire.message, wire);
  }

  /** The same error, said to have been tried as often as is sensible. */
  exhausted(): AppError {
    return new AppError(this.code, this.message, { ...this, retry: 'exhausted', cause: this.cause });
  }
}

/** True for an `AppError` of one of the codes (any code if none is named). */
export function isAppError(error: unknown, ...codes: readonly ErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code));
}

/**
 * Makes an `AppError` of anything thrown. An abort becomes `CANCELLED`; whatever is not known becomes
 * `INTERNAL` with a log id, whose details belong in the log and not in front of a person.
 */
export function toAppError(error: unknown, operation: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new AppError('CANCELLED', 'Cancelled.', { operation, cause: error });
  }
  const logId = Math.random().toString(36).slice(2, 10);
  return new AppError('INTERNAL', `Something went wrong inside Argosy (log id ${logId}).`, {
    operation,
    hint: 'The log in the data directory has the details under this id.',
    context: { logId },
    cause: error,
  });
}
