import {
  type CountedName,
  type FlagName,
  type NumberName,
  type SwitchDefinition,
  type SwitchName,
  switchDefinitions,
} from './definitions.ts';

/** A switch that does not exist, or a value it cannot take. The message says which and what it takes. */
export class SwitchError extends Error {}

interface Counted {
  readonly value: number;
  /** Times left; Infinity where none was given. */
  times: number;
}

type Setting = boolean | number | Counted | undefined;

/** The sandbox's deliberate deviations, readable and changeable while it runs. */
export class Switches {
  readonly #settings = new Map<SwitchName, Setting>();

  constructor() {
    this.reset();
  }

  /** Every switch back to its initial value. */
  reset(): void {
    for (const name of switchNames()) this.#settings.set(name, switchDefinitions[name].initial);
  }

  flag(name: FlagName): boolean {
    return this.#settings.get(name) === true;
  }

  number(name: NumberName): number | undefined {
    const setting = this.#settings.get(name);
    return typeof setting === 'number' ? setting : undefined;
  }

  /** The value of a counted switch when it is to act now; counts one use. */
  take(name: CountedName): number | undefined {
    const setting = this.#settings.get(name);
    if (typeof setting !== 'object') return undefined;
    setting.times -= 1;
    if (setting.times <= 0) this.#settings.set(name, undefined);
    return setting.value;
  }

  /**
   * Sets one switch from a command line or JSON value; `null` resets it.
   * @throws SwitchError for an unknown name or a value it does not take.
   */
  set(name: string, value: unknown, whileStarting = false): void {
    if (!isSwitchName(name)) {
      throw new SwitchError(`no switch is called '${name}'; there are ${switchNames().join(', ')}`);
    }
    const definition: SwitchDefinition = switchDefinitions[name];
    if (definition.startOnly === true && !whileStarting) {
      throw new SwitchError(`'${name}' can only be given when the sandbox starts`);
    }
    this.#settings.set(name, value === null ? definition.initial : parse(name, definition, value));
  }

  /** Sets `NAME`, `NAME=VALUE` as given on the command line. */
  setText(text: string): void {
    const mark = text.indexOf('=');
    if (mark < 0) this.set(text, true, true);
    else this.set(text.slice(0, mark), text.slice(mark + 1), true);
  }

  /** All values as JSON: booleans, numbers, `"503x2"` for what is left of a counted one, null for off. */
  values(): Record<string, boolean | number | string | null> {
    return Object.fromEntries([...this.#settings].map(([name, setting]) => [name, wire(setting)]));
  }
}

/** The names in the order of their definition. */
export function switchNames(): readonly SwitchName[] {
  return Object.keys(switchDefinitions).filter(isSwitchName);
}

function isSwitchName(name: string): name is SwitchName {
  return Object.hasOwn(switchDefinitions, name);
}

function wire(setting: Setting): boolean | number | string | null {
  if (setting === undefined) return null;
  if (typeof setting !== 'object') return setting;
  return Number.isFinite(setting.times) ? `${setting.value}x${setting.times}` : setting.value;
}

function parse(name: SwitchName, definition: SwitchDefinition, value: unknown): Setting {
  const text = String(value);
  switch (definition.kind) {
    case 'flag':
      if (['true', 'on', 'false', 'off'].includes(text)) return text === 'true' || text === 'on';
      throw new SwitchError(`'${name}' is on or off, not '${text}'`);
    case 'number':
      if (value === false) return undefined;
      if (/^\d{1,15}$/.test(text)) return Number(text);
      throw new SwitchError(`'${name}' takes a whole number, not '${text}'`);
    case 'counted': {
      if (value === false) return undefined;
      const parts = /^(\d{1,15})(?:x([1-9]\d{0,8}))?$/.exec(text);
      if (parts === null) throw new SwitchError(`'${name}' takes NUMBER or NUMBERxTIMES, not '${text}'`);
      return { value: Number(parts[1]), times: parts[2] === undefined ? Infinity : Number(parts[2]) };
    }
  }
}
