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
  'bulk-variety': {
    ...flag('Images in bulk differ as those of a large cloud do: names, sizes, formats, owners, properties.'),
    startOnly: true,
  },

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
  'image-in-use': number('So many deletions of images are refused with 409: in use by a volume.'),
  'import-delay-ms': number('How long an import stays in importing before its bytes are moved.', 0),

  'glance-max-minor': number(
    'The newest version 2.N of the image service; what came later is not there.',
    15,
  ),
  'glance-download': flag('The image service also offers the import method glance-download.'),
  'glance-member-stores': flag('Members too may copy images between stores and remove copies.'),
  'no-metadefs': flag('No metadata definitions: their calls are 404.'),

  'nova-max-minor': number('The newest microversion 2.N of the compute service.', 93),
  'nova-quota-413': flag('Too much image metadata is 413 overLimit, not 403 (as once documented).'),
  'nova-plain-401': flag('A refused compute token is answered in plain text (older services).'),
  'nova-v2-links': flag('Compute links name /v2/PROJECT whatever was asked for (older services).'),
  'nova-no-updated': flag('Compute shows the time of the last change as null.'),
  'nova-project-urls': flag('The compute endpoint of the catalogue ends in the project id.'),

  'alliance-generation': number(
    'Draft of the gateway: 0 (first), 1 (as specified) or 2 (Glance v1 objects).',
    1,
  ),
  'alliance-list-literal': flag('The gateway lists images as the draft prints them, which is not JSON.'),
  'alliance-list-wrapped': flag('The gateway lists images inside {"image": [...]}, as generation 2 does.'),
  'alliance-swap-min': flag('Gateway replies to create and update have min_ram and min_disk swapped.'),
  'alliance-name-only': flag('A gateway update changes the name only and keeps updated_at.'),
  'alliance-no-patch': flag('The gateway updates with PUT only; PATCH is 405.'),
  'alliance-no-put': flag('The gateway updates with PATCH only; PUT is 405.'),
  'alliance-by-name': flag('Gateway updates and deletions name the image, not its id.'),
  'alliance-delete-204': flag('The gateway answers a deletion with 204, as generation 2 does.'),
  'alliance-token': flag('The gateway wants the X-Auth-Token of a project that is the environment.'),

  'fifo-documented': flag(
    'FiFo answers as its documentation says: login 302, wrong password 403, new manifest 303.',
  ),
  'fifo-missing-forbidden': flag('FiFo answers 403 for objects that do not exist, except to administrators.'),
  'fifo-networks-object': flag('FiFo datasets show networks as {"net0": "public"}, as in its documentation.'),
  'fifo-create-breaks': flag('FiFo crashes over the last value of a new package, which stays.'),
  'fifo-metadata-fail-at': number('FiFo answers 500 to the Nth write of metadata from now, once.'),
  'fifo-image-size-mb': flag('FiFo datasets show image_size in MB instead of bytes.'),

  'djinn-search-bug': flag('Djinn: search never leaves out images of one’s own (a bug of its list).', true),
  'djinn-open-namespaces': flag(
    'Djinn: whoever knows its number reads an image of any namespace (a bug).',
    true,
  ),
  'djinn-invite-anywhere': flag(
    'Djinn: who has an invite or collaborates anywhere cannot be invited (a bug).',
  ),
  'djinn-relative-urls': flag('Djinn: url fields are relative, as with DJINN_API_SERVER unset.'),
  'djinn-not-api': flag('Djinn: without a JSON Accept errors are HTML pages or 303 to /login.'),
  'djinn-download-delay-ms': number(
    'Djinn: how long a download is queued, and then runs, before it is made.',
    0,
  ),

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
