import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import type { PackageShelf } from './packages-store.ts';

/** A cloud that a package can be copied to, or why not. */
export interface CopyTarget {
  readonly name: string;
  readonly reason: string | undefined;
}

/** The other clouds that keep packages. */
export function copyTargets(
  clouds: readonly string[],
  source: { readonly connection: string },
): readonly CopyTarget[] {
  const { capabilities } = useConnectionsStore.getState();
  return clouds
    .filter((name) => name !== source.connection)
    .map((name) => ({
      name,
      reason:
        reasonAgainst(capabilities[name], 'package.create') ??
        reasonAgainst(capabilities[name], 'package.metadata'),
    }));
}

/** Why a package cannot be called so in these clouds. */
export function copyNameProblem(
  name: string,
  targets: readonly string[],
  shelves: Readonly<Record<string, PackageShelf>>,
): string | undefined {
  const wanted = name.trim();
  if (wanted === '') return 'It needs a name';
  const taken = targets.filter((target) => shelves[target]?.packages?.some((each) => each.name === wanted));
  if (taken.length === 0) return undefined;
  return `There is a package of this name already in ${taken.join(' and ')}`;
}

/** What the versions of the API make of a copy (fifo.md §4). */
export function differenceWords(from: string, targets: readonly string[]): readonly string[] {
  const generations = new Set(targets.map(generationOf));
  const own = generationOf(from);
  if (own === undefined || [...generations].every((each) => each === own)) return [];
  return own === 'old'
    ? ['API 2 and later add organisation and hypervisor resources, which are empty in a new package.']
    : ['API 0.1.0 has no organisation or hypervisor resources; all else is the same.'];
}

function generationOf(name: string): 'old' | 'new' | undefined {
  const profile = useConnectionsStore.getState().list?.find((state) => state.profile.name === name)?.profile;
  if (profile?.kind !== 'fifo') return undefined;
  return profile.settings.api === '0.1.0' ? 'old' : 'new';
}
