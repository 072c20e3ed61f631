import { type AppError, type ErrorCode, toAppError, type WireError } from '#shared/errors/index.ts';

interface ErrorWords {
  /** The heading: what kind of thing went wrong. */
  readonly title: string;
  /** What to do where the error brings no hint of its own. */
  readonly advice: string;
}

/** The page's words for every code. A new code without words does not compile. */
export const ERROR_WORDS: Readonly<Record<ErrorCode, ErrorWords>> = {
  AUTH_REQUIRED: { title: 'Sign-in refused', advice: 'Check the user name and the secret of this cloud.' },
  FORBIDDEN: { title: 'Not allowed', advice: 'Your role in this project does not permit it.' },
  NOT_FOUND: { title: 'Not there', advice: 'It may have been deleted, or it belongs to another project.' },
  CONFLICT: { title: 'Changed or in use', advice: 'Reload it and look before you try again.' },
  INVALID: { title: 'Not accepted', advice: 'Check what was entered.' },
  TOO_LARGE: { title: 'Too large', advice: 'The service, or a proxy before it, takes no more.' },
  QUOTA: { title: 'Quota reached', advice: 'Delete what is not needed, or ask for a higher quota.' },
  UNSUPPORTED: { title: 'Not supported', advice: 'This service cannot do it.' },
  UNREACHABLE: { title: 'Not reachable', advice: 'Check the address and the network.' },
  TLS_UNTRUSTED: {
    title: 'Certificate not trusted',
    advice: 'Edit the cloud to add its certificate authority or to trust this certificate.',
  },
  TIMEOUT: { title: 'No answer in time', advice: 'The service may be overloaded. Try again.' },
  STALLED: { title: 'Bytes stopped flowing', advice: 'Check the network, then try again.' },
  UNAVAILABLE: { title: 'Service down', advice: 'It, or a proxy before it, is overloaded. Try again later.' },
  CORRUPT: { title: 'Damaged data', advice: 'What came is not what was sent. Do not use it.' },
  UNSAFE_IMAGE: { title: 'Unsafe image', advice: 'It would read a foreign file on whatever host opens it.' },
  NO_SPACE: { title: 'Disk full', advice: 'Free some space, or choose another folder.' },
  CANCELLED: { title: 'Cancelled', advice: 'Nothing was left behind.' },
  PROTOCOL: {
    title: 'Strange answer',
    advice: 'The service said something that its protocol does not allow.',
  },
  INTERNAL: { title: 'A fault in Argosy', advice: 'The log in the data directory has the details.' },
};

export interface SaidError {
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  /** Trying the same again can help. */
  readonly canRetry: boolean;
}

/** An error in words for a person: its kind, what happened, what to do. */
export function sayError(error: AppError | WireError): SaidError {
  const words = ERROR_WORDS[error.code];
  return {
    title: words.title,
    message: error.message,
    hint: error.hint ?? words.advice,
    canRetry: error.retry !== 'never',
  };
}

/** The same for anything that was thrown. */
export function sayThrown(thrown: unknown, operation: string): SaidError {
  return sayError(toAppError(thrown, operation));
}
