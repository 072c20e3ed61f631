import { type Command, InvalidArgumentError } from 'commander';

/** A wrong argument: the command line ends with exit 2 and says how it is used. */
export class UsageError extends Error {}

/** A whole number, not negative. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is wanted.');
  return Number(text);
}

/** A port to listen on; 0 is any free one. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('a port from 0 to 65535 is wanted.');
  return port;
}

const LARGEST_COUNT = 2_147_483_647;

/** A whole number above 0 that services can hold. */
export function countingNumber(text: string): number {
  const number = wholeNumber(text);
  if (number < 1 || number > LARGEST_COUNT) {
    throw new InvalidArgumentError(`a whole number from 1 to ${LARGEST_COUNT} is wanted.`);
  }
  return number;
}

/** A value that is there: an empty one is a slip of a script (`--name "$UNSET"`), never a wish. */
export function filled(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it is empty.');
  return text;
}

/** Collects a repeated option or argument. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, filled(value)];
}

/** Collects `KEY=VALUE` of a repeated option. The value may itself contain `=` or be empty. */
export function collectPairs(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('KEY=VALUE is wanted.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** One of a closed list. */
export function oneOf<Choice extends string>(...choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new InvalidArgumentError(`one of ${choices.join(', ')} is wanted.`);
    return choice;
  };
}

/** No argument of the command, nor the cloud, may be empty, but for arguments that have a rule of their own. */
export function refuseEmpty(command: Command): void {
  for (const argument of command.registeredArguments) {
    if (argument.parseArg !== undefined) continue;
    if (argument.variadic) argument.argParser(collect);
    else argument.argParser(filled);
  }
  for (const option of command.options) {
    if (option.attributeName() === 'connection' && option.parseArg === undefined) option.argParser(filled);
  }
}
