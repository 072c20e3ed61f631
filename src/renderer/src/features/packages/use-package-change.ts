import { useState } from 'react';
import type { Package } from '#shared/model/index.ts';
import type { Sides } from '../edits/lost-race.ts';
import {
  type ChangeOutcome,
  type JsonTree,
  pathsOfChange,
  type TreeChange,
} from '../metadata/tree-change.ts';
import { changeMetadata } from './change-metadata.ts';
import { decidedChange, type PackageRace } from './package-race.ts';
import { unsendable } from './unsendable-metadata.ts';

export interface PendingChange {
  readonly busy: boolean;
  /** Why a change of one key was refused. What is left of several is said in the tree. */
  readonly error: string | undefined;
  /** The change that lost the race beside what the metadata has become, while the person decides. */
  readonly race: PackageRace | undefined;
  /** Sends a change; gives what became of it once that is settled, a lost race included. */
  submit(change: TreeChange, seen: JsonTree): Promise<ChangeOutcome>;
  /** Sends what was decided, against the metadata as the person saw it in the question. */
  settleRace(sides: Sides): Promise<void>;
  /** Back to what was entered; nothing is sent. */
  leaveRace(): void;
}

interface Waiting {
  readonly race: PackageRace;
  readonly wanted: TreeChange;
  readonly finish: (outcome: ChangeOutcome) => void;
}

const NOTHING: TreeChange = { set: [], unset: [] };

/** One change of a package's metadata on its way. One that lost a race is decided key by key. */
export function usePackageChange(shown: Package): PendingChange {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [waiting, setWaiting] = useState<Waiting>();
  const send = async (
    each: Package,
    change: TreeChange,
    seen: JsonTree,
    { wanted, finish }: Pick<Waiting, 'wanted' | 'finish'>,
  ): Promise<void> => {
    setBusy(true);
    setError(undefined);
    const result = await changeMetadata(each, change, seen);
    setBusy(false);
    if (result !== undefined && 'race' in result) {
      setWaiting({ race: result.race, wanted, finish });
      return;
    }
    setWaiting(undefined);
    if (pathsOfChange(wanted).length === 1) setError(result?.reason);
    finish(result);
  };
  return {
    busy,
    error,
    race: waiting?.race,
    submit: (change, seen) =>
      new Promise((finish) => {
        const reason = unsendable(change, seen);
        if (reason === undefined) return void send(shown, change, seen, { wanted: change, finish });
        if (pathsOfChange(change).length === 1) setError(reason);
        finish({ written: NOTHING, left: change, reason });
      }),
    settleRace: async (sides) => {
      if (waiting === undefined) return;
      const { race, finish } = waiting;
      const decided = decidedChange(race, sides);
      if (pathsOfChange(decided).length > 0) return send(race.now, decided, race.now.metadata, waiting);
      setWaiting(undefined);
      finish(undefined);
    },
    leaveRace: () => {
      setWaiting(undefined);
      waiting?.finish({ written: NOTHING, left: waiting.wanted, reason: undefined, undecided: true });
    },
  };
}
