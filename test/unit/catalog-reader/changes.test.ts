import { describe, expect, it } from 'vitest';
import type { Image } from '#shared/model/index.ts';
import { imageDocument } from '../catalog/generated-images.ts';
import { openReader } from './open-reader.ts';

const SINCE = '2026-05-01T00:00:00Z';
const AT = '2026-05-02T00:00:00.000Z';
const LATER = '2026-05-03T00:00:00.000Z';
const sha = (value: string) => ({ algo: 'sha512', value });
const image = (id: string, part: Partial<Image> = {}) =>
  imageDocument({ id, name: `image ${id}`, checksum: sha(`${id}0`), ...part });

describe('what changed since a time', () => {
  it('is told in words and fields, the weightiest first', async () => {
    const { writer, reader } = openReader(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => image(id)));
    writer.put(AT, image('a', { tags: ['x'], updatedAt: '2026-05-02T00:00:00Z', revision: '2' }));
    writer.put(AT, image('b', { checksum: sha('other') }));
    writer.put(AT, image('c', { hidden: true }));
    writer.put(AT, image('d', { visibility: 'public', properties: { os_version: '12' } }));
    writer.remove(LATER, image('e').image);
    writer.put(LATER, image('g'));
    const { changes, counts, total } = await reader.changes({ since: SINCE, limit: 100 });
    expect(changes.map(({ id, words, at }) => [id, words, at])).toEqual([
      ['b', ['rehashed'], AT],
      ['g', ['new'], LATER],
      ['e', ['gone'], LATER],
      ['c', ['hidden'], AT],
      ['d', ['reshared', 'changed'], AT],
      ['a', ['changed'], AT],
    ]);
    expect(changes.map(({ fields }) => fields)).toEqual([
      [{ field: 'checksum', before: sha('b0'), after: sha('other') }],
      [],
      [],
      [{ field: 'hidden', before: false, after: true }],
      [
        { field: 'property.os_version', before: null, after: '12' },
        { field: 'visibility', before: 'private', after: 'public' },
      ],
      [{ field: 'tags', before: [], after: ['x'] }],
    ]);
    expect(counts).toEqual({
      ...{ rehashed: 1, replaced: 0, new: 1, gone: 1, hidden: 1, unhidden: 0, reshared: 1, changed: 2 },
    });
    expect(total).toBe(6);
    const few = await reader.changes({ since: SINCE, limit: 2 });
    expect(few).toEqual({ changes: changes.slice(0, 2), counts, total });
    expect(await reader.changes({ since: AT, limit: 9 })).toMatchObject({ total: 2 });
  });

  it('is nothing for what came and went in between, or was set back', async () => {
    const { writer, reader } = openReader([image('a'), image('b')]);
    writer.put(AT, image('short-lived'));
    writer.remove(LATER, image('short-lived').image);
    writer.put(AT, image('a', { name: 'x' }));
    writer.put(LATER, image('a', { revision: '3' }));
    writer.remove(AT, image('b').image);
    writer.put(LATER, image('b'));
    expect(await reader.changes({ since: SINCE, limit: 9 })).toMatchObject({ changes: [], total: 0 });
  });

  it('names the image whose name another one took with other bytes', async () => {
    const old = image('old', { name: 'debian' });
    const other = image('renamed', { name: 'fedora' });
    const { writer, reader } = openReader([
      old,
      other,
      image('elsewhere', { connection: 'lab', name: 'debian' }),
    ]);
    writer.remove(AT, old.image);
    writer.put(AT, image('new', { name: 'debian' }));
    writer.put(AT, image('renamed', { name: 'fedora-old' }));
    writer.put(AT, image('same-bytes', { name: 'fedora', checksum: other.image.checksum }));
    writer.put(AT, image('in-lab', { connection: 'lab', name: 'debian' }));
    const { changes } = await reader.changes({ since: SINCE, limit: 9 });
    expect(changes.map(({ id, words, replaces }) => [id, words, replaces])).toEqual([
      ['new', ['replaced', 'new'], 'old'],
      ['same-bytes', ['new'], null],
      ['in-lab', ['new'], null],
      ['old', ['gone'], null],
      ['renamed', ['changed'], null],
    ]);
    const { total } = await reader.changes({ since: SINCE, connections: ['lab'], limit: 9 });
    expect(total).toBe(1);
  });

  it('also says that a hidden image came into sight again', async () => {
    const { writer, reader } = openReader([image('a', { hidden: true })]);
    writer.put(AT, image('a'));
    expect((await reader.changes({ since: SINCE, limit: 9 })).changes[0]?.words).toEqual(['unhidden']);
  });
});
