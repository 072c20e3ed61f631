import { isNamed } from './named.ts';
import { visibleText } from './visible-text.ts';

/** Why it cannot go on yet; `undefined` where nothing is asked for, or it was typed. */
export function confirmationReason(expected: string | undefined, typed: string): string | undefined {
  return expected === undefined || typed.trim() === expected.trim()
    ? undefined
    : `Type ${visibleText(expected)} first`;
}

const LONGEST = 80;

/** A name that a person can type as they see it, else `instead`. */
export function typeable(name: string | null | undefined, instead: string): string {
  const plain = isNamed(name) && name.length <= LONGEST && visibleText(name) === name;
  return plain ? name.trim() : instead;
}
