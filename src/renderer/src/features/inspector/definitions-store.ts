import { create } from 'zustand';
import type { DefinitionNamespace, PropertyDefinition } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';

type Definitions = ReadonlyMap<string, PropertyDefinition>;

/** What clouds say properties mean, by cloud, as the catalogue remembers it. */
export const useDefinitionsStore = create<Readonly<Record<string, Definitions>>>()(() => ({}));

const asked = new Map<string, string | null>();

/** Reads what a cloud says of properties; again only after the cloud was read again. */
export async function wantDefinitions(connection: string, syncedAt: string | null): Promise<void> {
  if (asked.has(connection) && asked.get(connection) === syncedAt) return;
  asked.set(connection, syncedAt);
  try {
    const kept = await call('catalog.definitions', { connection });
    if (kept !== null) useDefinitionsStore.setState({ [connection]: byKey(kept.value) });
  } catch {
    // Without them the properties stand as they are.
    asked.delete(connection);
  }
}

/** The first namespace that describes a key wins, as the service lists them. */
export function byKey(namespaces: readonly DefinitionNamespace[]): Definitions {
  const found = new Map<string, PropertyDefinition>();
  for (const { properties } of namespaces) {
    for (const definition of properties)
      if (!found.has(definition.key)) found.set(definition.key, definition);
  }
  return found;
}

/** What a property means, in a few lines: its title, its description, the values it may have. */
export function definitionWords(definition: PropertyDefinition): string | undefined {
  const { title, description, values, minimum, maximum } = definition;
  const range =
    minimum === null && maximum === null ? undefined : `From ${minimum ?? 'any'} to ${maximum ?? 'any'}.`;
  const lines = [
    title,
    description,
    values === null || values.length === 0 ? range : `One of: ${values.map(valueWord).join(', ')}.`,
  ].filter((line) => line !== null && line !== undefined && line !== '');
  return lines.length === 0 ? undefined : lines.join(' · ');
}

function valueWord(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
