import { AppError } from '#shared/errors/index.ts';
import type { DefinitionNamespace } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { IMAGE_RESOURCE } from './config.ts';
import { type NamespaceHead, parseNamespace, parseNamespacePage } from './definition-results.ts';

/** Bounds of what is read: a service that has more is cut off rather than asked for ever. */
const MOST_NAMESPACES = 500;
const PAGE = 100;
const AT_ONCE = 4;

/**
 * The properties that the service describes for images, by namespaces: metadata definitions, which a list
 * tells without their properties. A namespace that goes meanwhile is left out.
 */
export async function listDefinitions(
  client: GlanceClient,
  call: Call,
): Promise<readonly DefinitionNamespace[]> {
  const heads = await namespaces(client, call);
  const waiting = heads.entries();
  const found: (DefinitionNamespace | undefined)[] = [];
  const worker = async (): Promise<void> => {
    for (const [index, head] of waiting) found[index] = await readNamespace(client, head, call);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found
    .filter((one) => one !== undefined)
    .toSorted((a, b) => (a.title ?? a.namespace).localeCompare(b.title ?? b.namespace, 'en'));
}

async function namespaces(client: GlanceClient, call: Call): Promise<readonly NamespaceHead[]> {
  const heads = new Map<string, NamespaceHead>();
  let marker: string | undefined;
  do {
    const params = new URLSearchParams({ resource_types: IMAGE_RESOURCE, limit: String(PAGE) });
    if (marker !== undefined) params.set('marker', marker);
    const attempt = 'list the definitions of properties';
    const reply = await client.send(
      { method: 'GET', url: (urls) => `${urls.namespaces}?${params}`, attempt },
      call,
    );
    const page = parseNamespacePage(reply, call.operation);
    const before = heads.size;
    for (const head of page.heads) heads.set(head.namespace, head);
    if (page.marker !== undefined && heads.size === before) {
      throw new AppError('PROTOCOL', `${reply.url} gives the same page of definitions again and again.`, {
        operation: call.operation,
      });
    }
    marker = page.marker;
  } while (marker !== undefined && heads.size < MOST_NAMESPACES);
  return [...heads.values()].slice(0, MOST_NAMESPACES);
}

async function readNamespace(
  client: GlanceClient,
  head: NamespaceHead,
  call: Call,
): Promise<DefinitionNamespace | undefined> {
  const attempt = `describe the properties of ${head.namespace}`;
  const reply = await client.send(
    { method: 'GET', url: (urls) => urls.namespace(head.namespace), attempt, accept: [404] },
    call,
  );
  return reply.status === 404 ? undefined : parseNamespace(reply, head, call.operation);
}
