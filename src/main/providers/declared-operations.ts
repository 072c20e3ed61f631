import { type Ability, type Capabilities, OPERATIONS } from '#shared/model/index.ts';

/** Asks for every operation there is: a new one does not compile until each kind has said what of it. */
export function declaredOperations(
  ability: (operation: (typeof OPERATIONS)[number]) => Ability,
): Capabilities['operations'] {
  return Object.fromEntries(
    OPERATIONS.map((operation) => [operation, ability(operation)]),
  ) as Capabilities['operations'];
}
