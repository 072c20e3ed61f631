import { AppError } from '#shared/errors/index.ts';
import type { ImageDocument, ImageQuery } from '#shared/model/index.ts';
import { matchesLocally } from '../local-query.ts';
import type { Call } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { listQuery } from './requests.ts';
import { parsePage } from './results.ts';

/**
 * Unless the query says which, Glance leaves hidden images out, also the project's own: nobody could find one
 * to show it again. So these follow in a second list. What others hide stays hidden (glance-v2.md §4).
 */
export async function* listWithHidden(
  client: GlanceClient,
  connection: string,
  query: ImageQuery,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  yield* listImages(client, connection, query, call);
  if (query.hidden !== undefined) return;
  const { projectId } = await client.session.token(call);
  const owner = query.owner ?? projectId;
  if (owner === null || owner !== projectId) return;
  yield* listImages(client, connection, { ...query, owner, hidden: true }, call);
}

async function* listImages(
  client: GlanceClient,
  connection: string,
  query: ImageQuery,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  for await (const page of imagePages(client, connection, query, call)) {
    const matching = page.filter(({ image }) => matchesLocally(image, query));
    if (matching.length > 0) yield matching;
  }
}

/**
 * What the service answers, not filtered once more. Pages may be shorter than asked, also empty: only the
 * missing marker ends the list (glance-v2.md §4).
 */
export async function* imagePages(
  client: GlanceClient,
  connection: string,
  query: ImageQuery,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  const seen = new Set<string>();
  let marker: string | undefined;
  do {
    const params = listQuery(query, marker);
    const reply = await client.send(
      { method: 'GET', url: (urls) => `${urls.images}?${params}`, attempt: 'list images' },
      call,
    );
    const page = await parsePage(reply, connection, call.operation);
    if (page.documents.length > 0) yield page.documents;
    marker = page.marker;
    if (marker !== undefined && seen.has(marker)) {
      throw new AppError('PROTOCOL', `${reply.url} gives the same page of images again and again.`, {
        operation: call.operation,
      });
    }
    if (marker !== undefined) seen.add(marker);
  } while (marker !== undefined);
}
