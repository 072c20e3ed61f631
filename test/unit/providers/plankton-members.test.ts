import { expect, test } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import type { PlanktonChange, PlanktonClient } from '../../../src/main/providers/plankton/client.ts';
import { createMemberCalls } from '../../../src/main/providers/plankton/members.ts';
import type { People } from '../../../src/main/providers/plankton/people.ts';
import { planktonUrls } from '../../../src/main/providers/plankton/urls.ts';
import { call } from './fake-cloud.ts';

test('a change of members that stops says what was done before', async () => {
  const sent: string[] = [];
  const client = {
    send: async ({ method, url }: PlanktonChange | { readonly method: 'GET'; readonly url: string }) => {
      if (method === 'GET') return { json: () => ({ members: [] }), url, status: 200 };
      sent.push(`${method} ${url.split('/').at(-1)}`);
      if (sent.length === 2) throw new AppError('UNAVAILABLE', 'Too busy.', { operation: 'members.add' });
      return { json: () => null, url, status: 204 };
    },
  } as unknown as PlanktonClient;
  const people = { ids: async (asked: readonly string[]) => asked } as unknown as People;
  const members = createMemberCalls(client, planktonUrls('https://cloud.example'), people, async () => 'me');
  await expect(members.add('image', ['one', 'two', 'three'], call)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'Too busy. Done before that: add the member one of image image.',
  });
  expect(sent).toEqual(['PUT one', 'PUT two']);
});
