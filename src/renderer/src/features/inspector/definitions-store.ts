import { create } from 'zustand';
import type { DefinitionNamespace } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';

/** What clouds say properties mean, by cloud, as the catalogue remembers it. */
export const useDefinitionsStore = create<Readonly<Record<string, readonly DefinitionNamespace[]>>>()(
  () => ({}),
);

const asked = new Map<string, string | null>();

/** Reads what a cloud says of properties; again only after the cloud was read again. */
export async function wantDefinitions(connection: string, syncedAt: string | null): Promise<void> {
  if (asked.has(connection) && asked.get(connection) === syncedAt) return;
  asked.set(connection, syncedAt);
  try {
    const kept = await call('catalog.definitions', { connection });
    if (kept !== null) useDefinitionsStore.setState({ [connection]: kept.value });
  } catch {
    // Without them the properties stand as they are.
    asked.delete(connection);
  }
}
