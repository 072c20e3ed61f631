import type { Capabilities, ImageStore } from '#shared/model/index.ts';

/** What a connection can do, for a person: a line for each operation, each "no" with its reason. */
export function capabilityWords(capabilities: Capabilities): readonly string[] {
  const { operations, version, hashAlgo, packing, diskFormats, containerFormats } = capabilities;
  const facts: readonly (readonly [string, string | null])[] = [
    ['version', version],
    ['disk formats', diskFormats.length === 0 ? 'any' : diskFormats.join(' ')],
    ['containers', containerFormats.length === 0 ? 'any' : containerFormats.join(' ')],
    ['visibility', wordsOf(capabilities.visibilities)],
    ['imports', wordsOf(capabilities.importMethods)],
    ['fetches', operations['image.import'].supported ? wordsOf(capabilities.importSchemes) : null],
    ['stores', wordsOf(capabilities.stores.map(storeWord))],
    ['packing', packing],
    ['hash', hashAlgo ?? 'none: what is stored cannot be compared'],
    ['names', capabilities.namePattern],
  ];
  return [
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(14)}${value}`])),
    ...Object.entries(operations).map(([operation, ability]) => {
      const why = ability.supported ? ability.note : ability.reason;
      return `  ${ability.supported ? 'yes' : 'no '}  ${operation}${why === undefined ? '' : `: ${why}`}`;
    }),
  ];
}

function wordsOf(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ');
}

function storeWord({ id, isDefault }: ImageStore): string {
  return isDefault ? `${id} (default)` : id;
}
