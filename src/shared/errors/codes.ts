/**
 * Every code an error can have, and when it is used. The list is closed: the page's words, the command
 * line's exit and the retry rules are exhaustive over it.
 */
export const ERROR_CODES = [
  /** Not signed in, sign-in refused, a second factor missing, or a token that died. */
  'AUTH_REQUIRED',
  /** Signed in, but policy or ownership forbids it. */
  'FORBIDDEN',
  /** It does not exist, or the service hides it from this project. */
  'NOT_FOUND',
  /** It exists already, is in the wrong state, or was changed by someone else meanwhile. */
  'CONFLICT',
  /** The request or the input is wrong. */
  'INVALID',
  /** Larger than the service or something in between accepts. */
  'TOO_LARGE',
  /** A limit of the project (bytes, tags, properties, members) is reached. */
  'QUOTA',
  /** The kind of service, or this service, cannot do it. No request was sent. */
  'UNSUPPORTED',
  /** No connection could be made: name, route, port. */
  'UNREACHABLE',
  /** The certificate is not trusted. */
  'TLS_UNTRUSTED',
  /** No answer in time. */
  'TIMEOUT',
  /** Bytes stopped flowing. */
  'STALLED',
  /** The service or a proxy before it is down or overloaded. */
  'UNAVAILABLE',
  /** Bytes, hashes or a stored file are not what they must be. */
  'CORRUPT',
  /** The image would make whoever opens it read a foreign file. */
  'UNSAFE_IMAGE',
  /** The disk is too full. */
  'NO_SPACE',
  /** A person or a signal stopped it. */
  'CANCELLED',
  /** The service answered something that its protocol does not allow. */
  'PROTOCOL',
  /** A fault of Argosy's own. */
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
