import type { Exchange } from '../../http/exchange.ts';
import type { Caller, Generation } from './access.ts';
import type { Format } from './negotiation.ts';

/** One routed call: everything a handler needs. */
export interface Call {
  readonly exchange: Exchange;
  readonly generation: Generation;
  /** The version segment as sent. */
  readonly version: string;
  /** The path of this version of the API, for Location headers. */
  readonly base: string;
  /** Absent only in calls that need no sign-in. */
  readonly caller: Caller | undefined;
  /** What the reply is written in. */
  readonly format: Format;
  /** The second segment after the version, decoded; empty for collections. */
  readonly id: string;
  /** The decoded segments after the sub-resource's name: a metadata path, a network's name. */
  readonly rest: readonly string[];
}

/** A call whose caller was identified. */
export interface SignedCall extends Call {
  readonly caller: Caller;
}
