import { useMemo, useState } from 'react';
import { findProperties, type KnownProperty } from '#shared/properties/index.ts';
import { type AvailableLine, availableLines } from './available-lines.ts';

export interface Available {
  readonly find: string;
  readonly setFind: (text: string) => void;
  /** What is looked for, without blanks around it. */
  readonly word: string;
  readonly found: readonly KnownProperty[];
  readonly lines: readonly AvailableLine[];
  /** What is looked for is a known key. */
  readonly isExact: boolean;
  /** What is looked for could be a key of the person's own, were it not for `problem`. */
  readonly isCustom: boolean;
  readonly problem: string | undefined;
  /** While nothing is looked for, groups open and close. */
  readonly setOpen: (group: string, open: boolean) => void;
}

interface Given {
  readonly known: readonly KnownProperty[];
  readonly taken: ReadonlySet<string>;
  readonly keyProblem: (key: string) => string | undefined;
}

/** What there is to have, by what is looked for. */
export function useAvailable({ known, taken, keyProblem }: Given): Available {
  const [find, setFind] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const word = find.trim();
  const found = useMemo(() => (word === '' ? known : findProperties(known, word)), [known, word]);
  const isExact = useMemo(() => known.some(({ key }) => key === word), [known, word]);
  const isCustom = word !== '' && !isExact && !taken.has(word);
  const problem = isCustom ? keyProblem(word) : undefined;
  const custom = isCustom && problem === undefined ? word : undefined;
  const isAll = word === '';
  const lines = useMemo(
    () => availableLines({ found, opened: isAll ? opened : undefined, custom }),
    [found, isAll, opened, custom],
  );
  const setOpen = (group: string, open: boolean): void => {
    if (!isAll) return;
    setOpened((held) => new Set(open ? [...held, group] : [...held].filter((each) => each !== group)));
  };
  return { find, setFind, word, found, lines, isExact, isCustom, problem, setOpen };
}
