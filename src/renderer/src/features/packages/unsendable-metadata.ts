import { isAddressable, isInexact } from '#shared/packages/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { hasSwallowedKey } from '../metadata/json-words.ts';
import {
  inverseChange,
  type JsonTree,
  pathsOfChange,
  pathWords,
  type TreeChange,
} from '../metadata/tree-change.ts';

/** Why a key cannot be called so: it becomes a step of an address (fifo.md §4). */
export function addressProblem(key: string): string | undefined {
  if (isAddressable(key)) return undefined;
  return `Project-FiFo cannot address a key that is called "${visibleText(key.toWellFormed())}"`;
}

/**
 * Why a change cannot be sent as it is meant, or not be taken back by Undo, before anything of it is sent;
 * `undefined` if it can.
 */
export function unsendable(change: TreeChange, seen: JsonTree): string | undefined {
  const problem = pathsOfChange(change)
    .flat()
    .map(addressProblem)
    .find((each) => each !== undefined);
  if (problem !== undefined) return `${problem}. Nothing was sent.`;
  for (const { path, value } of change.set)
    if (isInexact(value))
      return `A number in ${pathWords(path)} is too large to be kept exactly, and would be changed. Nothing was sent.`;
  for (const { path, value } of inverseChange(seen, change).set) {
    const what = isInexact(value)
      ? 'a number that is too large to be kept exactly'
      : hasSwallowedKey(value)
        ? 'a key named __proto__'
        : undefined;
    if (what !== undefined)
      return `In ${pathWords(path)} is ${what}: Undo could not bring it back. Nothing was sent; the command line can do it.`;
  }
  return undefined;
}
