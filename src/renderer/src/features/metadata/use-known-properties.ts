import { useEffect, useMemo } from 'react';
import type { ConnectionKind } from '#shared/model/index.ts';
import { type KnownProperty, knownProperties, knownProperty } from '#shared/properties/index.ts';
import { useConnection } from '../connections/connections-store.ts';
import { useDefinitionsStore, wantDefinitions } from '../inspector/definitions-store.ts';
import { useKind } from './use-kind.ts';

export interface KnownProperties {
  /** In the order of the tree. */
  readonly known: readonly KnownProperty[];
  /** Also of keys that are numbered, or named freely behind a fixed beginning. */
  readonly of: (key: string) => KnownProperty | undefined;
}

const NOTHING: KnownProperties = { known: [], of: () => undefined };

/** The standard set says what Nova and the services around it read; on other services its keys do nothing. */
export function isReadByNova(kind: ConnectionKind | undefined): boolean {
  return kind === 'glance' || kind === 'nova';
}

/** What is known of properties on a cloud: its own catalogue as last seen, and the set that comes with Argosy. */
export function useKnownProperties(connection: string): KnownProperties {
  const syncedAt = useConnection(connection)?.syncedAt ?? null;
  useEffect(() => void wantDefinitions(connection, syncedAt), [connection, syncedAt]);
  const namespaces = useDefinitionsStore((state) => state[connection]);
  const readsThem = isReadByNova(useKind(connection));
  return useMemo(() => {
    if (!readsThem) return NOTHING;
    const known = knownProperties(namespaces);
    const byKey = new Map(known.map((property) => [property.key, property]));
    // Families of keys are found by their pattern; of each key there is one answer only.
    const others = new Map<string, KnownProperty | undefined>();
    const ofOther = (key: string): KnownProperty | undefined => {
      if (!others.has(key)) others.set(key, knownProperty([], key));
      return others.get(key);
    };
    return { known, of: (key) => byKey.get(key) ?? ofOther(key) };
  }, [namespaces, readsThem]);
}
