import type { Capabilities } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { type ApiVersion, effectiveCapabilities } from './capabilities.ts';
import type { GlanceClient, GlanceRequest } from './client.ts';
import { glanceError } from './errors.ts';
import { parseImportMethods, parseStores, parseVersion, parseVocabulary } from './service-results.ts';

/** The version of the API (glance-v2.md §2). No token is sent. */
export async function discoverVersion(client: GlanceClient, call: Call): Promise<ApiVersion> {
  const urls = await client.urls(call);
  const reply = await client.ask(urls.versions, call);
  // 300 is how old releases answer, and how proxies pass on the answer for the root.
  if (reply.status === 200 || reply.status === 300) return parseVersion(reply, call.operation);
  throw glanceError(reply, 'tell its versions', call.operation);
}

/** Asks the service what it is set up for. What it does not tell falls back to what all releases know. */
export async function discoverCapabilities(client: GlanceClient, call: Call): Promise<Capabilities> {
  const { projectId } = await client.session.token(call);
  const version = await discoverVersion(client, call);
  const optional = async <Value>(
    since: number,
    url: GlanceRequest['url'],
    parse: (reply: TextReply) => Value,
    otherwise: Value,
  ): Promise<Value> => {
    if (version.minor < since) return otherwise;
    const reply = await client.send(
      { method: 'GET', url, attempt: 'tell what it is set up for', accept: [400, 403, 404, 405, 501] },
      call,
    );
    return reply.status === 200 ? parse(reply) : otherwise;
  };
  const yes = (): boolean => true;
  const nothing = { diskFormats: undefined, containerFormats: undefined, visibilities: undefined };
  const [vocabulary, importMethods, stores, tellsUsage, tellsDefinitions] = await Promise.all([
    optional(0, (urls) => urls.schema, parseVocabulary, nothing),
    optional(6, (urls) => urls.info('import'), parseImportMethods, []),
    optional(6, (urls) => urls.info('stores'), parseStores, []),
    optional(0, (urls) => urls.info('usage'), yes, false),
    optional(0, (urls) => `${urls.namespaces}?limit=1`, yes, false),
  ]);
  return effectiveCapabilities({
    version,
    account: projectId,
    ...vocabulary,
    importMethods,
    stores,
    tellsUsage,
    tellsDefinitions,
  });
}
