import { isAppError } from '#shared/errors/index.ts';
import type { Package } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { visibleText } from '../../ui/visible-text.ts';
import {
  type ChangeOutcome,
  changeWords,
  inverseChange,
  type JsonTree,
  pathsOfChange,
  splitChange,
  type TreeChange,
  valueAt,
  withChange,
} from '../metadata/tree-change.ts';
import { decidedChange, isUndisputed, type PackageRace, packageRace } from './package-race.ts';
import { loadPackage, receivePackage } from './packages-store.ts';

/**
 * Changes metadata, one key a request, and offers the way back of what was written. Gives what is left where
 * the service refused a part, or the race where somebody else changed one of the keys since it was `seen`;
 * never throws.
 */
export async function changeMetadata(
  each: Package,
  change: TreeChange,
  seen: JsonTree,
): Promise<ChangeOutcome | { readonly race: PackageRace }> {
  const { connection, id } = each;
  try {
    const after = await sendMetadata(each, change, seen);
    offerBack(each, change, after.metadata);
    return undefined;
  } catch (error) {
    // Some of the requests may have been taken, or it is another one by now.
    const now = await loadPackage({ connection, id });
    if (now !== undefined && isLostRace(error)) {
      const race = packageRace(seen, change, now);
      // What both want alike, or only one of them touched, needs no question.
      if (!isUndisputed(race)) return { race };
      const left = decidedChange(race, {});
      return pathsOfChange(left).length === 0 ? undefined : changeMetadata(now, left, now.metadata);
    }
    const taken = isAppError(error) ? error.context?.['written'] : undefined;
    const { written, left } = splitChange(change, typeof taken === 'number' ? taken : 0);
    if (pathsOfChange(written).length > 0) offerBack(each, written, withChange(each.metadata, written));
    const { message, hint } = sayThrown(error, 'packages.metadata');
    const told = typeof taken === 'number' && !isAppError(error, 'CONFLICT');
    return { written, left, reason: told ? message : `${message} ${hint}` };
  }
}

/** A value is not the one that was seen; nothing was sent. */
function isLostRace(error: unknown): boolean {
  return isAppError(error, 'CONFLICT') && error.context?.['changed'] !== undefined;
}

/** `seen`: the metadata as the person saw it; a key that is touched and another one by now is refused. */
async function sendMetadata(
  { connection, id }: Package,
  change: TreeChange,
  seen: JsonTree,
): Promise<Package> {
  const document = await call('packages.metadata', {
    connection,
    id,
    set: change.set.map(({ path, value }) => ({ path: [...path], value })),
    unset: change.unset.map((path) => [...path]),
    seen: pathsOfChange(change).map((path) => {
      const value = valueAt(seen, path);
      return { path: [...path], ...(value === undefined ? {} : { value }) };
    }),
  });
  receivePackage(document);
  return document.package;
}

function offerBack(before: Package, change: TreeChange, after: JsonTree): void {
  offerUndo({
    title: `${visibleText(before.name)}: ${visibleText(changeWords(change))}`,
    operation: 'packages.metadata',
    undo: async () => {
      try {
        await sendMetadata(before, inverseChange(before.metadata, change), after);
      } catch (error) {
        // What it is now is shown beside the reason.
        void loadPackage(before);
        throw error;
      }
    },
  });
}
