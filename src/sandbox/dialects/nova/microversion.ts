import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';
import { NovaFault } from './faults.ts';

/** The minor number N of the microversion 2.N that a request asked for; undefined under `/v2`. */
export type Microversion = number | undefined;

/**
 * The microversion of a request, 2.1 where it names none (nova-images.md §2).
 * @throws NovaFault 400 for a malformed one; UnsupportedVersion for one out of range.
 */
export function parseMicroversion(exchange: Exchange, maxMinor: number): number {
  const text =
    computeVersion(exchange.header('openstack-api-version')) ??
    exchange.header('x-openstack-nova-api-version')?.trim();
  if (text === undefined || text === '') return 1;
  if (text === 'latest') return maxMinor;
  const parts = /^([1-9]\d{0,9})\.(0|[1-9]\d{0,9})$/.exec(text);
  if (parts === null) {
    throw new NovaFault(
      400,
      `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`,
    );
  }
  const minor = Number(parts[2]);
  if (parts[1] !== '2' || minor < 1 || minor > maxMinor) throw new UnsupportedVersion(text, maxMinor);
  return minor;
}

/** A version out of range. Its answer repeats the version that was asked for. */
export class UnsupportedVersion extends NovaFault {
  readonly headers: ReplyHeaders;

  constructor(version: string, maxMinor: number) {
    super(
      406,
      `Version ${version} is not supported by the API. Minimum is 2.1 and maximum is 2.${maxMinor}.`,
    );
    this.headers = headersOf(version);
  }
}

export function versionHeaders(minor: Microversion): ReplyHeaders {
  return minor === undefined ? {} : headersOf(`2.${minor}`);
}

function headersOf(version: string): ReplyHeaders {
  return {
    'Openstack-Api-Version': `compute ${version}`,
    'X-Openstack-Nova-Api-Version': version,
    Vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
  };
}

/** `identity 3, compute 2.9` says 2.9; of several for compute the last counts. */
function computeVersion(header: string | undefined): string | undefined {
  const parts = (header ?? '').split(',').map((part) => part.trim().split(/\s+/));
  return parts.findLast(([service, version]) => service === 'compute' && version !== undefined)?.[1];
}
