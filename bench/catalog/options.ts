import { parseArgs } from 'node:util';

export const PARTS = ['sync', 'store', 'page', 'glance'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  /** Images in the sandbox, for `sync` and `page`, and in the smaller store. */
  readonly images: number;
  /** Images in the larger store. */
  readonly rows: number;
  /** Rounds of which the medians are taken. */
  readonly rounds: number;
  readonly only: readonly Part[];
  /** Where the stores are kept, and found again filled; `undefined`: a temporary folder. */
  readonly keep: string | undefined;
  /** Goals that are missed fail the command. */
  readonly strict: boolean;
}

export const USAGE = `usage: npm run bench -- catalog [--images 100000] [--rows 1000000] [--rounds 3]
                                [--only ${PARTS.join(',')}] [--keep FOLDER] [--strict]`;

/** The options of `npm run bench -- catalog`. Throws for what is not one. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      images: { type: 'string', default: '100000' },
      rows: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: PARTS.join(',') },
      keep: { type: 'string' },
      strict: { type: 'boolean', default: false },
    },
  });
  return {
    images: wholeNumber('images', values.images, 1000),
    rows: wholeNumber('rows', values.rows, 0),
    rounds: wholeNumber('rounds', values.rounds, 1),
    only: values.only.split(',').map(partOf),
    keep: values.keep,
    strict: values.strict,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text.replaceAll('_', ''));
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} takes a whole number of at least ${least}, not '${text}'\n${USAGE}`);
}

function partOf(name: string): Part {
  const part = PARTS.find((each) => each === name.trim());
  if (part === undefined) throw new Error(`there is no part '${name}'\n${USAGE}`);
  return part;
}
