import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import { cloudAddress, formatAcceptLink, LINK_LENGTH, parseAcceptLink } from '#shared/links/index.ts';
import type { AcceptLink } from '#shared/model/index.ts';

const link: AcceptLink = {
  kind: 'glance',
  cloud: 'https://cloud.example.org:5000/identity',
  imageId: '9abebeb5-1111-4222-8333-0123456789ab',
  imageName: "Ann's image & more, 100 %",
  memberId: 'b7c658e0d2f14a6c9f3d7a15c0de4711',
};
const refused = (text: string): void => {
  expect(() => parseAcceptLink(text), text).toThrow(AppError);
};

describe('a hand-off link', () => {
  it('says the same when it is read as when it was made', () => {
    expect(formatAcceptLink(link)).toBe(
      'argosy://accept?v=1&kind=glance&cloud=https%3A%2F%2Fcloud.example.org%3A5000%2Fidentity' +
        '&image=9abebeb5-1111-4222-8333-0123456789ab' +
        '&name=Ann%27s%20image%20%26%20more%2C%20100%20%25&member=b7c658e0d2f14a6c9f3d7a15c0de4711',
    );
    expect(parseAcceptLink(formatAcceptLink(link))).toEqual(link);
  });

  it('has no name and no member where there is none', () => {
    const bare = { ...link, imageName: null, memberId: null };
    expect(formatAcceptLink(bare)).not.toMatch(/name=|member=/);
    expect(parseAcceptLink(formatAcceptLink(bare))).toEqual(bare);
  });

  it('holds whatever a service takes for a name, in characters that no shell and no mail minds', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/);
    const anything: fc.Arbitrary<AcceptLink> = fc.record({
      kind: fc.constantFrom('glance', 'plankton', 'djinn'),
      cloud: fc.webUrl().map((url) => cloudAddress(url) ?? 'https://cloud.example'),
      imageId: id,
      imageName: fc.option(
        fc.string({ minLength: 1, maxLength: 255, unit: 'binary' }).map((name) => name.slice(0, 255)),
      ),
      memberId: fc.option(fc.oneof(id, fc.emailAddress(), fc.constant('6e1a:Ärzte und Co'))),
    });
    fc.assert(
      fc.property(anything, (said) => {
        const text = formatAcceptLink(said);
        expect(text).toMatch(/^argosy:\/\/accept\?[A-Za-z0-9%&=._~-]+$/);
        expect(text.length).toBeLessThanOrEqual(LINK_LENGTH);
        const wellFormed = said.imageName?.isWellFormed() === true;
        expect(parseAcceptLink(text)).toEqual({ ...said, imageName: wellFormed ? said.imageName : null });
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out a name that would make it too long', () => {
    const long = { ...link, imageName: '界'.repeat(255), memberId: '界'.repeat(255) };
    const short = parseAcceptLink(formatAcceptLink(long));
    expect(short).toEqual({ ...long, imageName: null });
    const longest = {
      ...long,
      cloud: `https://cloud.example/${'%25'.repeat(120)}`,
      imageId: 'a'.repeat(255),
    };
    expect(formatAcceptLink(longest).length).toBeLessThanOrEqual(LINK_LENGTH);
  });

  it('is read with the slash that some systems add, in any case of its scheme, and with space around it', () => {
    const text = formatAcceptLink(link);
    expect(parseAcceptLink(` ${text.replace('accept?', 'accept/?')}\n`)).toEqual(link);
    expect(parseAcceptLink(text.replace('argosy', 'ARGOSY'))).toEqual(link);
  });

  it('names a cloud by its plain address, without the version that a person may have typed', () => {
    for (const typed of [
      'https://Cloud.example.org:443/v3/',
      'https://cloud.example.org/v3',
      'https://cloud.example.org//',
    ]) {
      expect(cloudAddress(typed), typed).toBe('https://cloud.example.org');
    }
    expect(cloudAddress('http://[::1]:5000/identity/v3')).toBe('http://[::1]:5000/identity');
    expect(cloudAddress('https://пример.example/v2.0')).toBe('https://xn--e1afmkfd.example');
  });
});

describe('what is no hand-off link', () => {
  const text = formatAcceptLink(link);

  it('is refused: other schemes, other actions, more than is known', () => {
    for (const wrong of [
      '',
      'https://accept?v=1',
      'javascript:alert(1)',
      'argosy:accept?v=1',
      'argosy://connections/remove?name=lab',
      text.replace('accept', 'remove'),
      text.replace('accept', 'evil@accept'),
      text.replace('accept', 'accept:80'),
      text.replace('accept?', 'accept/../remove?'),
      `${text}&do=accept`,
      `${text}&member=other`,
      `${text}#fragment`,
      `${text}&`,
      text.replace('v=1', 'v=2'),
      text.replace('v=1&', ''),
      text.replace('kind=glance', 'kind=fifo'),
      text.replace('&image=', '&image=%'),
      text.replace('name=', 'name=%FF'),
      ...['\ud800', '\0', '\u202e', '界', '\x1b'].map((raw) => text.replace('name=', `name=${raw}`)),
      `${text}${'a'.repeat(LINK_LENGTH)}`,
    ]) {
      refused(wrong);
    }
  });

  it('is refused: ids that could lead elsewhere', () => {
    for (const id of [
      '..',
      '.',
      '../secrets',
      'a/b',
      'a?b',
      'a#b',
      'a%2Fb',
      '-x',
      'a b',
      'a\nb',
      '\u202Ea',
      '',
    ]) {
      refused(text.replace(/image=[^&]*/, `image=${encodeURIComponent(id)}`));
    }
    for (const member of ['', ' a', 'a\tb', 'a\u200Bb', 'a\u0000']) {
      refused(text.replace(/member=.*/, `member=${encodeURIComponent(member)}`));
    }
  });

  it('is refused: addresses with a secret, a query, or of another kind', () => {
    for (const cloud of [
      'https://ann:secret@cloud.example',
      'https://ann@cloud.example',
      'https://cloud.example/?token=1',
      'https://cloud.example/#x',
      'file:///etc/passwd',
      'ftp://cloud.example',
      'cloud.example',
      '//cloud.example',
      'https://',
      'https:\\\\cloud.example',
      `https://cloud.example/${'a'.repeat(400)}`,
    ]) {
      refused(text.replace(/cloud=[^&]*/, `cloud=${encodeURIComponent(cloud)}`));
    }
  });

  it('never makes the reader do anything but refuse', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ maxLength: 200 }).map((rest) => `argosy://accept?${rest}`),
      fc
        .tuple(fc.nat(text.length), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }))
        .map(([at, part]) => text.slice(0, at) + part + text.slice(at)),
    );
    fc.assert(
      fc.property(noise, (input) => {
        let read: AcceptLink;
        try {
          read = parseAcceptLink(input);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID' });
          return;
        }
        // What it takes is in its bounds, and is read the same when it is written again.
        expect(read.imageId).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
        expect(cloudAddress(read.cloud)).toBe(read.cloud);
        expect(parseAcceptLink(formatAcceptLink(read))).toEqual(read);
      }),
      { numRuns: 400 },
    );
  });
});
