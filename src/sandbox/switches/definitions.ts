/** How a switch's value is written: on or off, a number, or a number with an optional count (`503x2`). */
export type SwitchKind = 'flag' | 'number' | 'counted';

export interface SwitchDefinition {
  readonly kind: SwitchKind;
  /** The value of a fresh sandbox; `undefined` is off. */
  readonly initial: boolean | number | undefined;
  /** Only read while starting: cannot be changed at run time. */
  readonly startOnly?: true;
  readonly summary: string;
}

const flag = (summary: string, initial = false) => ({ kind: 'flag', initial, summary }) as const;
const number = (summary: string, initial?: number) => ({ kind: 'number', initial, summary }) as const;
const counted = (summary: string) => ({ kind: 'counted', initial: undefined, summary }) as const;

/** Every switch there is, with what it does. A counted one acts `xN` times, without `xN` every time. */
export const switchDefinitions = {
  empty: { ...flag('Start a fresh store without the example images.'), startOnly: true },
  'bulk-images': { ...number('Add so many small active images of demo to a fresh store.'), startOnly: true },

  'token-ttl': number('Life of a token in seconds; applies to tokens issued from now on.', 3600),
  'delay-ms': number('Wait so many milliseconds before each reply.'),
  'fail-next': counted('Answer STATUS to any call (not to /sandbox); 429 and 503 carry Retry-After: 1.'),
  'fail-file': counted('Answer STATUS to calls that carry image bytes only.'),
  'html-errors': flag('Errors are HTML pages whatever was asked for, as behind a proxy.'),

  slow: number('Image bytes pass at so many bytes a second, both ways.'),
  'cut-download-after': counted('Destroy the connection after so many bytes of a download.'),
  'cut-upload-after': counted('Destroy the connection after so many bytes of an upload.'),
  'stall-after': counted('Neither send nor read image bytes beyond so many; the connection stays open.'),
  'corrupt-download': counted('Flip the byte at this offset of each downloaded body.'),
  'no-range': flag('Ignore Range: a 200 with the whole body, as older services do.'),
  'range-whole-206': flag('Answer a Range with a 206 that carries the whole body.'),
  'no-content-length': flag('Downloads are chunked and do not say their length.'),

  'no-multihash': flag('Images show os_hash_algo and os_hash_value as null.'),
  'no-checksum': flag('Images show checksum as null and downloads carry no Content-MD5.'),
  'no-import': flag('No import methods: staging is 404, imports are refused.'),
  'no-stores': flag('A single unnamed store: /v2/info/stores is 404 and images have no stores attribute.'),
  'no-delta': flag('Filters on created_at and updated_at are refused with 400.'),
  'next-drops-duplicates': flag(
    'The next link keeps only the last of repeated parameters (Glance bug).',
    true,
  ),
  'page-max': number('The largest page of a list.', 1000),
  'size-cap': number('The largest image in bytes; more is 413.', 1024 ** 4),
  'check-format': flag('Data that contradicts disk_format is refused with 415 (newer services).'),
  'import-delay-ms': number('How long an import stays in importing before its bytes are moved.', 0),

  'plankton-list-wrapped': flag(
    'Plankton lists are {"images": […]}, as since 2017; off, a bare array.',
    true,
  ),
  'plankton-status-era': number('Plankton statuses as written in 2013, 2014 or 2018.', 2018),
  'plankton-apply-filters': flag('Plankton obeys the filters of its list, which real servers ignore.'),
  'plankton-token-expired': flag('Plankton refuses every token as expired.'),
  'plankton-quota': number('Bytes that one Pithos account may hold; more is 413 overLimit.'),
} as const satisfies Record<string, SwitchDefinition>;

export type SwitchName = keyof typeof switchDefinitions;

type NamesOf<Kind extends SwitchKind> = {
  [Name in SwitchName]: (typeof switchDefinitions)[Name]['kind'] extends Kind ? Name : never;
}[SwitchName];

export type FlagName = NamesOf<'flag'>;
export type NumberName = NamesOf<'number'>;
export type CountedName = NamesOf<'counted'>;
