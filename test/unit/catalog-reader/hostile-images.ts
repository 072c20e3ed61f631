import fc from 'fast-check';
import { IMAGE_STATUSES, type Image, type ImageDocument, VISIBILITIES } from '#shared/model/index.ts';

/** Texts that mean something to SQL, to the word index, to a page or to the search language, and plain ones. */
export const TEXTS = [
  ...['ubuntu', 'Ubuntu 22.04', 'UBUNTU "LTS"', 'debian-12', 'de', 'x', '', 'os_distro', 'key\u0001value'],
  ...[
    `it's`,
    '100%',
    'a_b',
    'x*',
    'NEAR(a b)',
    'a AND b OR NOT c',
    '"',
    '""',
    '-',
    'name:x',
    "'; DROP TABLE images",
  ],
  ...[
    '<img src=x onerror=alert(1)>',
    '\u202Egpj.exe',
    'x\u0000y\u001b[31m',
    'two\nlines',
    'tab\tbed',
    '\u0002tag',
  ],
  ...[
    '__proto__',
    'constructor',
    'E\u0301tude',
    'Étude',
    'ﬁn',
    '💿 disk',
    '\ud800 half',
    'İstanbul',
    'ß',
    '日本語イメージ',
  ],
] as const;

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null, freq: 4 });
const time = fc.constantFrom(
  ...[
    '2026-05-31T12:00:00Z',
    '2026-05-31T12:00:00.500Z',
    '2026-01-02T03:04:05Z',
    '2025-02-28T23:59:59Z',
    'never',
  ],
);
const json = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.dictionary(text, text, { maxKeys: 2 }),
);

export const CLOUDS = ['alpha', 'Beta', 'gamma ü'] as const;

/** An image with whatever a service may say. `id` is one of few, so that clouds share some. */
export const hostileImage: fc.Arbitrary<Image> = fc.record({
  connection: fc.constantFrom(...CLOUDS),
  id: fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((number) => `id-${number}`),
    text,
  ),
  name: orNull(text),
  status: fc.constantFrom(...IMAGE_STATUSES),
  serviceStatus: orNull(fc.constantFrom('active', 'ready', 'KILLED', 'queued')),
  sizeBytes: orNull(fc.constantFrom(0, 1, 2 ** 31, 2 ** 40, 1.5)),
  virtualSizeBytes: orNull(fc.integer({ min: -3, max: 3 })),
  diskFormat: orNull(fc.constantFrom('qcow2', 'RAW', 'iso')),
  containerFormat: orNull(fc.constantFrom('bare', 'ovf')),
  visibility: orNull(fc.constantFrom(...VISIBILITIES)),
  owner: orNull(fc.constantFrom('admin', 'Admin', 'team-1', '', '\u{1F600}', '\uFB01')),
  protected: orNull(fc.boolean()),
  hidden: orNull(fc.boolean()),
  minDiskGb: orNull(fc.constantFrom(0, 10, 20)),
  minRamMb: orNull(fc.constantFrom(0, 512, 1024)),
  createdAt: orNull(time),
  updatedAt: orNull(time),
  checksum: orNull(
    fc.record({
      algo: fc.constantFrom('sha512', 'md5'),
      value: fc.constantFrom('ab12cd', 'AB12', '00ff', 'ab'),
    }),
  ),
  tags: fc.uniqueArray(text, { maxLength: 3 }),
  properties: fc.dictionary(
    fc.oneof(fc.constantFrom('os_distro', 'os_version', 'OS_Version', 'a key'), text),
    json,
    { maxKeys: 4 },
  ),
  revision: fc.constantFrom('1', '2'),
});

export function documentOf(image: Image): ImageDocument {
  return { image, raw: { id: image.id, revision: image.revision } };
}

/** Each image of a cloud once. */
export function distinct(images: readonly Image[]): readonly Image[] {
  return [
    ...new Map(
      images.map((image) => [JSON.stringify([image.connection, image.id.toWellFormed()]), image]),
    ).values(),
  ];
}

const part = fc
  .constantFrom(...TEXTS)
  .chain((whole) =>
    fc
      .nat({ max: Math.max(0, whole.length - 1) })
      .chain((from) => fc.integer({ min: 1, max: 6 }).map((length) => whole.slice(from, from + length))),
  );
const value = fc.oneof(part, fc.constantFrom(...TEXTS), fc.string({ maxLength: 4 }));
const quoted = value.map((inner) => `"${inner.replaceAll(/["\\]/g, '')}"`);
const star = fc.constantFrom('', '*');

const term = fc.oneof(
  value,
  quoted,
  fc
    .tuple(
      fc.constantFrom(
        'name',
        'id',
        'tag',
        'owner',
        'os_hash',
        'status',
        'property.os_distro',
        'property.os_version',
      ),
      star,
      fc.oneof(quoted, part),
      star,
    )
    .map(([key, before, inner, after]) => `${key}:${before}${inner}${after}`),
  fc.constantFrom(
    ...[
      'size:>1',
      'size:<=2G',
      'virtual:0',
      'min_disk:10..20',
      'min_ram:>=512',
      'updated:<7d',
      'created:>90d',
      'hidden',
    ],
    ...[
      'protected:no',
      'status:ready,KILLED',
      'status:active',
      'format:raw',
      'container:*',
      'visibility:public',
      'name:*',
    ],
    ...[
      'cloud:alpha',
      'cloud:beta,gam*',
      'owner:admin',
      'owner:*',
      'tag:*',
      'os_hash:*',
      'os_hash:ab',
      'os_hash:sha512:ab1',
    ],
    ...[
      'property.os_distro',
      'property.os_distro:*u*',
      'tag:*u*',
      'name:u',
      'name:ub',
      'u',
      'ub',
      'zq',
      'id:id-1',
      'id:*1*',
    ],
    ...['property.__proto__:*', 'name:"ubuntu 22.04"', 'tag:x\\*', 'size:', 'nonsense:1', 'tag:ubuntu,*de*'],
  ),
);

/** Searches that often find something, with every kind of term. */
export const hostileSearch: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom('', '', '-'), term), { maxLength: 3 })
  .map((terms) => terms.map(([minus, inner]) => minus + inner).join(' '));
