import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentOf, headersOf } from '../../../src/main/providers/plankton/image-headers.ts';
import { locationOf, placeOf, storePath } from '../../../src/main/providers/plankton/location.ts';
import { editRequest, registerHeaders } from '../../../src/main/providers/plankton/requests.ts';
import { readImage } from '../../../src/main/providers/plankton/results.ts';
import { encodeText, normalKey } from '../../../src/main/providers/plankton/text-codec.ts';

const reader = { connection: 'c', userId: 'me', blockBytes: 4_194_304 };
const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const someText = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
/** Surrogates cannot be said in UTF-8. */
const wellFormed = (text: string) => text.toWellFormed();

/** What the server makes of request headers (plankton.md §4, "Request → server"), from the sheet. */
function serverReads(headers: Readonly<Record<string, string>>) {
  const properties = new Map<string, string>();
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    // A WSGI server gets the name in upper case with underscores.
    const wsgi = name.toUpperCase().replaceAll('-', '_');
    const property = /^X_IMAGE_META_PROPERTY_(.*)$/s.exec(wsgi)?.[1];
    if (property === undefined) fields.set(wsgi.replace('X_IMAGE_META_', '').toLowerCase(), value);
    else properties.set(punctuated(decodeURIComponent(property).toLowerCase()), decodeURIComponent(value));
  }
  return { fields, properties };
}

function punctuated(text: string): string {
  return [...text].map((sign) => ('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'.includes(sign) ? '_' : sign)).join('');
}

/** What the server answers (plankton.md §4, "Response"). */
function serverWrites(properties: ReadonlyMap<string, string>, fields: Readonly<Record<string, string>>) {
  const quote = (text: string) => encodeURIComponent(text);
  const headers: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(fields)) headers[`x-image-meta-${key}`] = value;
  for (const [key, value] of properties)
    headers[`x-image-meta-property-${quote(key.replaceAll('_', '-'))}`.toLowerCase()] = quote(value);
  return headers;
}

describe('properties and names in headers', () => {
  it('come out as they went in, but for the normal form of the keys', () => {
    fc.assert(
      fc.property(someText, someText, someText, (name, key, value) => {
        const headers = headersOf({ name, properties: { [key]: value } });
        for (const [header, text] of Object.entries(headers)) {
          expect(header).toMatch(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/);
          expect(header.slice('X-Image-Meta-'.length)).not.toContain('_');
          expect(text).toMatch(/^[\x21-\x7e]*$/);
        }
        const { fields, properties } = serverReads(headers);
        expect(decodeURIComponent(fields.get('name') ?? '')).toBe(wellFormed(name));
        const own = normalKey(wellFormed(key));
        // Letters that lose their lower case on the way through the header are the same key once more.
        const stored = new Map([...properties].map(([got, text]) => [got, text]));
        const read = readImage(documentOf(serverWrites(stored, { id: 'i', name: encodeText(name) })), reader)
          ?.document.image;
        expect(read?.name).toBe(wellFormed(name));
        expect(Object.keys(read?.properties ?? {})).toEqual([own.toLowerCase()]);
        expect(Object.values(read?.properties ?? {})).toEqual([wellFormed(value)]);
      }),
    );
  });

  it('say nothing that was not named, and never the size', () => {
    expect(headersOf({})).toEqual({});
    const image = { name: 'n', diskFormat: 'diskdump', containerFormat: 'bare' };
    expect(Object.keys(registerHeaders(image, 'pithos://a/b/c', 'test')).sort()).toEqual([
      'X-Image-Meta-Container-Format',
      'X-Image-Meta-Disk-Format',
      'X-Image-Meta-Location',
      'X-Image-Meta-Name',
    ]);
  });

  it('keep keys that JavaScript keeps for itself', () => {
    const { properties } = serverReads(headersOf({ properties: JSON.parse('{"__proto__":"p"}') }));
    expect([...properties]).toEqual([['__proto__', 'p']]);
    const document = documentOf({ 'x-image-meta-id': 'i', 'x-image-meta-property---proto--': 'p' });
    const image = readImage(document, reader)?.document.image;
    expect(Object.entries(image?.properties ?? {})).toEqual([['__proto__', 'p']]);
  });

  it('are the same image in the list and in headers, with the same revision', () => {
    fc.assert(
      fc.property(
        fc.dictionary(someText.map(wellFormed).map(normalKey).map(normalKey), anyText.map(wellFormed)),
        someText.map(wellFormed),
        fc.boolean(),
        (properties, name, isPublic) => {
          const common = { id: 'i', status: 'AVAILABLE', disk_format: 'diskdump', owner: 'me' };
          const listed = readImage({ ...common, name, is_public: isPublic, size: 42, properties }, reader);
          const headers = serverWrites(new Map(Object.entries(properties)), {
            id: 'i',
            status: 'AVAILABLE',
            'disk-format': 'diskdump',
            'container-format': '',
            owner: 'me',
            name: encodeURIComponent(name),
            'is-public': isPublic ? 'True' : 'False',
            size: '42',
          });
          const shown = readImage(documentOf(headers), reader);
          expect(shown?.document.image).toEqual(listed?.document.image);
        },
      ),
    );
  });

  it('tells which properties are called otherwise, and refuses two that become one', () => {
    const before = readImage(
      { id: 'i', name: 'n', is_public: false, owner: 'me', properties: { a_b: '1' } },
      reader,
    );
    const image = before?.document.image;
    if (image === undefined) throw new Error('no image');
    const edited = editRequest(image, { setProperties: { 'Root-Partition': '1' } }, 'test');
    expect(edited.headers).toEqual({ 'X-Image-Meta-Property-root-partition': '1' });
    expect(edited.notes).toEqual(['Plankton keeps the property Root-Partition as root_partition.']);
    const two = { setProperties: { 'root.partition': '1', Root_Partition: '2' } };
    expect(() => editRequest(image, two, 'test')).toThrow(/root\.partition and Root_Partition are one/);
    expect(() => editRequest(image, { setProperties: { x: '' } }, 'test')).toThrow(/without a value/);
    const both = { setProperties: { 'a.b': '2' }, unsetProperties: ['A_B'] };
    expect(() => editRequest(image, both, 'test')).toThrow(/set and removed at once/);
  });

  it('of a change name only what differs; a removed property is sent empty', () => {
    const properties = { kept: 'k', gone: 'g' };
    const image = readImage(
      { id: 'i', name: 'n', is_public: false, owner: 'me', disk_format: 'diskdump', properties },
      reader,
    )?.document.image;
    if (image === undefined) throw new Error('no image');
    const same = {
      name: 'n',
      diskFormat: 'diskdump',
      visibility: 'private',
      setProperties: { kept: 'k' },
    } as const;
    expect(editRequest(image, { ...same, unsetProperties: ['never'] }, 'test').headers).toBeUndefined();
    expect(editRequest(image, { name: 'm', unsetProperties: ['GONE'] }, 'test').headers).toEqual({
      'X-Image-Meta-Name': 'm',
      'X-Image-Meta-Property-gone': '',
    });
    expect(editRequest(image, { visibility: 'public' }, 'test').headers).toEqual({
      'X-Image-Meta-Is-Public': 'true',
    });
    expect(() => editRequest(image, { visibility: 'shared' }, 'test')).toThrow(/visibility shared/);
    expect(() => editRequest(image, { diskFormat: 'qcow2' }, 'test')).toThrow(/disk format qcow2/);
  });

  it.each([
    ['a key', { ['k'.repeat(94)]: 'v' }, /93 characters/],
    ['a value', { k: '☂'.repeat(257) }, /256 characters/],
    ['too many', Object.fromEntries(Array.from({ length: 27 }, (_, n) => [`k${n}`, 'v'])), /at most 26/],
  ])('of a new image are refused before its bytes are sent: %s', (_what, properties, message) => {
    const image = { name: 'n', diskFormat: 'diskdump', containerFormat: 'bare', properties };
    expect(() => registerHeaders(image, 'pithos://a/b/c', 'test')).toThrow(message);
  });
});

describe('locations', () => {
  const part = someText.map((text) => wellFormed(text).replaceAll('/', '')).filter((text) => text !== '');

  it('come out as they went in, part by part', () => {
    fc.assert(
      fc.property(part, part, fc.array(part, { minLength: 1 }), (account, container, path) => {
        const place = { account, container, object: path.join('/') };
        const location = locationOf(place);
        expect(location).toMatch(/^pithos:\/\/[\x21-\x7e]+$/);
        expect(location.split('/')).toHaveLength(4 + path.length);
        expect(placeOf(location)).toEqual(place);
      }),
    );
  });

  it.each(['', 'pithos://a/b', 'pithos://a/b/', 'http://a/b/c', 'pithos:/a/b/c', 'pithos://a/b/%zz'])(
    '%j is none',
    (location) => expect(placeOf(location)).toBeUndefined(),
  );

  it('that lead to another object are no address', () => {
    for (const object of ['../other', 'a/./b', '..']) {
      expect(() => storePath({ account: 'a', container: 'c', object }, 'test')).toThrow(/has no address/);
    }
  });
});

describe('statuses, times and hashes of all generations', () => {
  const read = (fields: object) => readImage({ id: 'i', ...fields }, reader)?.document.image;

  it.each([
    ['AVAILABLE', 'ready'],
    ['available', 'ready'],
    ['ACTIVE', 'ready'],
    ['SAVING', 'busy'],
    ['UNAVAILABLE', 'busy'],
    ['creating', 'busy'],
    ['ERROR', 'failed'],
    ['DELETED', 'gone'],
    ['UNKNOWN', 'unknown'],
    ['my own word', 'unknown'],
    ['constructor', 'unknown'],
  ])('%s is %s', (word, status) =>
    expect(read({ status: word })).toMatchObject({ status, serviceStatus: word }),
  );

  it('says whose an image is by its owner and whether it is public', () => {
    expect(read({ is_public: true, owner: 'you' })?.visibility).toBe('public');
    expect(read({ is_public: 'True', owner: 'me' })?.visibility).toBe('public');
    expect(read({ is_public: false, owner: 'me' })?.visibility).toBe('private');
    expect(read({ is_public: 'False', owner: 'you' })?.visibility).toBe('shared');
    expect(read({ owner: 'you' })?.visibility).toBeNull();
  });

  it('takes times as UTC, and what is strange as not told', () => {
    expect(read({ created_at: '2026-01-02 03:04:05', updated_at: 7, size: -1, name: {} })).toMatchObject({
      ...{ createdAt: '2026-01-02T03:04:05Z', updatedAt: null, sizeBytes: null, name: null },
    });
    expect(readImage({ name: 'without an id' }, reader)).toBeUndefined();
  });

  it('never takes the hash for an MD5', () => {
    const tree = 'AB'.repeat(32);
    expect(read({ checksum: tree })?.checksum).toEqual({
      algo: 'pithos-sha256-4194304',
      value: tree.toLowerCase(),
    });
    expect(read({ checksum: tree, is_snapshot: true })?.checksum?.algo).toBe('pithos');
    expect(read({ checksum: 'archip:map-file' })?.checksum?.algo).toBe('pithos');
    expect(read({ checksum: '' })?.checksum).toBeNull();
  });
});
