import { quoteText } from '#shared/search/quote-text.ts';
import { call } from '../../app/session.ts';

/** Whether an image of this name is in a cloud already, as far as the catalogue knows. */
export async function isNameTaken(connection: string, name: string): Promise<boolean> {
  if (name === '') return false;
  const found = await call('catalog.window', {
    connections: [connection],
    search: `name:${quoteText(name)}`,
    sort: 'name',
    direction: 'asc',
    offset: 0,
    limit: 200,
  }).catch(() => undefined);
  return found?.rows.some((image) => image.name === name) ?? false;
}
