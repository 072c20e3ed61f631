import { useEffect, useMemo } from 'react';
import type { Image } from '#shared/model/index.ts';
import { knownProperties, knownProperty } from '#shared/properties/index.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { useDefinitionsStore, wantDefinitions } from '../inspector/definitions-store.ts';
import type { KnownProperties } from '../metadata/use-known-properties.ts';

/** What is known of properties on all the clouds of these images: what any of them allows is allowed. */
export function useKnownProperties(images: readonly Image[]): KnownProperties {
  const definitions = useDefinitionsStore();
  const list = useConnectionsStore((state) => state.list);
  const clouds = useMemo(() => [...new Set(images.map(({ connection }) => connection))], [images]);
  useEffect(() => {
    for (const name of clouds) {
      const syncedAt = list?.find(({ profile }) => profile.name === name)?.syncedAt ?? null;
      void wantDefinitions(name, syncedAt);
    }
  }, [clouds, list]);
  return useMemo(() => {
    const known = knownProperties(clouds.flatMap((name) => definitions[name] ?? []));
    const byKey = new Map(known.map((property) => [property.key, property]));
    return { known, of: (key) => byKey.get(key) ?? knownProperty([], key) };
  }, [clouds, definitions]);
}
