import { describe, expect, test } from 'vitest';
import { readAhead } from '../../../../src/main/catalog/sync/read-ahead.ts';

/** Pages that say when they are asked for, and whether they were closed. */
function pagesOf(count: number, failure?: Error) {
  const said: string[] = [];
  async function* pages() {
    try {
      for (let page = 1; page <= count; page += 1) {
        said.push(`asked ${page}`);
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield page;
      }
      if (failure !== undefined) throw failure;
    } finally {
      said.push('closed');
    }
  }
  return { said, pages: pages() };
}
const nothing = () => undefined;

describe('reading ahead', () => {
  test('gives the same in the same order', async () => {
    const { pages, said } = pagesOf(5);
    const got: number[] = [];
    for await (const page of readAhead(pages, nothing)) got.push(page);
    expect(got).toEqual([1, 2, 3, 4, 5]);
    expect(said.at(-1)).toBe('closed');
  });

  test('asks for the next page while one is worked on, and for no more', async () => {
    const { pages, said } = pagesOf(5);
    for await (const page of readAhead(pages, nothing)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(said.filter((one) => one !== 'closed').length).toBe(Math.min(page + 1, 5));
    }
  });

  test('fails where the pages fail, after all that came before', async () => {
    const { pages } = pagesOf(3, new Error('cut'));
    const got: number[] = [];
    const reading = (async () => {
      for await (const page of readAhead(pages, nothing)) {
        // It has failed by now, with nobody waiting.
        await new Promise((resolve) => setTimeout(resolve, 10));
        got.push(page);
      }
    })();
    await expect(reading).rejects.toThrow('cut');
    expect(got).toEqual([1, 2, 3]);
  });

  test('gives up what it asked for when the reader leaves', async () => {
    const { pages, said } = pagesOf(5);
    let abandoned = 0;
    for await (const page of readAhead(pages, () => {
      abandoned += 1;
    })) {
      if (page === 2) break;
    }
    expect(abandoned).toBe(1);
    expect(said).toEqual(['asked 1', 'asked 2', 'asked 3', 'closed']);
  });

  test('does not hide the reader’s own error behind that of what was given up', async () => {
    const { pages } = pagesOf(1, new Error('given up'));
    const reading = (async () => {
      for await (const _page of readAhead(pages, nothing)) throw new Error('the disk is full');
    })();
    await expect(reading).rejects.toThrow('the disk is full');
  });

  test('asks for nothing before somebody reads', () => {
    const { pages, said } = pagesOf(5);
    readAhead(pages, nothing);
    expect(said).toEqual([]);
  });
});
