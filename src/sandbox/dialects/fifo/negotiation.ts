import { FifoFault } from './faults.ts';

export type Format = 'msgpack' | 'json' | 'gzip';

const types: Readonly<Record<Format, string>> = {
  msgpack: 'application/x-msgpack',
  json: 'application/json',
  gzip: 'application/x-gzip',
};

/** In the servers' order: without an Accept, or with one for anything, it is msgpack. */
export const objectFormats: readonly Format[] = ['msgpack', 'json'];

/**
 * The offer that an Accept header takes, the client's order first (cowboy_rest).
 * @throws FifoFault 406 when it takes none, 400 when it is no list of media types.
 */
export function negotiate(accept: string | undefined, offers: readonly Format[]): Format {
  const ranges = (accept ?? '*/*').split(',').map(parseRange);
  ranges.sort((a, b) => b.quality - a.quality || b.rank - a.rank);
  for (const { type } of ranges) {
    const offer = offers.find((format) => covers(type, types[format]));
    if (offer !== undefined) return offer;
  }
  throw new FifoFault(406);
}

export function contentType(format: Format): string {
  return types[format];
}

/** The format of a body that holds an object. @throws FifoFault 415 */
export function bodyFormat(header: string | undefined): Format {
  const type = mediaType(header);
  const format = objectFormats.find((known) => types[known] === type);
  if (format === undefined) throw new FifoFault(415);
  return format;
}

export function mediaType(header: string | undefined): string {
  return header?.split(';')[0]?.trim().toLowerCase() ?? '';
}

function parseRange(text: string) {
  const [type = '', ...parameters] = text
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) throw new FifoFault(400);
  const quality = parameters.map((part) => /^q=(\d(?:\.\d*)?)$/.exec(part)?.[1]).find((q) => q !== undefined);
  const rank = type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2;
  return { type, quality: Number(quality ?? 1), rank };
}

function covers(range: string, type: string): boolean {
  return range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}
