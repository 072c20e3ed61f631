import type { Exchange } from '../../http/exchange.ts';
import type { Caller } from '../glance/access.ts';
import type { LinkBases } from './image-view.ts';
import type { Microversion } from './microversion.ts';

/** One routed call to the compute service. */
export interface Call {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly minor: Microversion;
  readonly bases: LinkBases;
  readonly parameters: readonly string[];
}
