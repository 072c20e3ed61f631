import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import { createLinkService } from '../../../src/main/links/index.ts';

const context = { signal: new AbortController().signal };

function service() {
  const events: unknown[] = [];
  const asked: string[] = [];
  const links = createLinkService({
    profile: (name) => {
      throw new AppError('NOT_FOUND', `There is no connection named ${name}.`, { operation: 'links.make' });
    },
    profiles: () => [],
    catalog: {
      show: (connection) => {
        asked.push(connection);
        throw new Error('not asked');
      },
      kept: async () => null,
    },
    emit: (event) => events.push(event),
  });
  return { links, events, asked, waiting: () => links.handlers['links.waiting']({}, context) };
}

describe('links that were opened', () => {
  it('wait for a page as they came, and are given once, the oldest first', async () => {
    const { links, events, waiting, asked } = service();
    links.open('argosy://accept?first');
    links.open('ARGOSY:anything');
    expect(events).toEqual([
      { event: 'link.opened', payload: { waiting: 1 } },
      { event: 'link.opened', payload: { waiting: 2 } },
    ]);
    expect(await waiting()).toEqual(['argosy://accept?first', 'ARGOSY:anything']);
    expect(await waiting()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('are dropped where they are no links, the same again, endless, or a flood', async () => {
    const { links, events, waiting } = service();
    for (const text of ['', 'https://example.org', '--sandbox', `argosy:${'a'.repeat(5000)}`])
      links.open(text);
    expect(events).toEqual([]);
    links.open('argosy://same');
    links.open('argosy://same');
    for (let count = 0; count < 100; count += 1) links.open(`argosy://${count}`);
    expect(await waiting()).toHaveLength(8);
    links.open('argosy://same');
    expect(await waiting()).toEqual(['argosy://same']);
  });

  it('make nothing of a connection that there is not', async () => {
    const { links, asked } = service();
    await expect(links.handlers['links.make']({ connection: 'x', id: '1' }, context)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(asked).toEqual([]);
  });
});
