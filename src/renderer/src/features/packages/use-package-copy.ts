import { useEffect, useState } from 'react';
import type { Package, PackageDocument } from '#shared/model/index.ts';
import { type CopiedPackage, copiedPackage } from '#shared/packages/index.ts';
import { call } from '../../app/session.ts';
import { toastError } from '../../app/toast-queue.ts';
import { type CopyTarget, copyNameProblem, copyTargets } from './copy-targets.ts';
import { usePackageClouds } from './package-clouds.ts';
import { type CopyOutcome, copyPackage, deleteCopy } from './package-copies.ts';
import { loadPackages, usePackagesStore } from './packages-store.ts';

/** A copy of a package as it is asked for: where to, under which name, and what became of it in each cloud. */
export interface PendingCopy {
  readonly targets: readonly CopyTarget[];
  readonly chosen: ReadonlySet<string>;
  choose(target: string, on: boolean): void;
  readonly name: string;
  setName(name: string): void;
  readonly nameError: string | undefined;
  /** What would be made; `undefined` while the package is still being read. */
  readonly plan: CopiedPackage | undefined;
  /** The chosen clouds that have not got it yet. */
  readonly wanted: readonly string[];
  /** Why it cannot be copied as it stands. */
  readonly reason: string | undefined;
  /** The cloud that is worked on. */
  readonly busy: string | undefined;
  readonly outcomes: Readonly<Record<string, CopyOutcome>>;
  /** Copies to each that is wanted, one after the other; goes on with what was begun. Tells whether all have it. */
  run(): Promise<boolean>;
  /** Deletes what a copy that broke off left. */
  removeMade(target: string, madeId: string): Promise<void>;
}

export function usePackageCopy(source: Package): PendingCopy {
  const { all } = usePackageClouds();
  const targets = copyTargets(all, source);
  const [chosen, setChosen] = useState(() => firstPossible(targets));
  const [name, setName] = useState(source.name);
  const { busy, outcomes, copyTo, removeMade } = useOutcomes(source, name.trim());
  const document = useDocument(source);
  useListed(targets);
  const shelves = usePackagesStore((state) => state.shelves);
  const plan = document === undefined ? undefined : copiedPackage(document, name.trim());
  const wanted = [...chosen].filter((target) => !('done' in (outcomes[target] ?? {})));
  const untried = wanted.filter((target) => outcomes[target] === undefined);
  const nameError = copyNameProblem(name, untried, shelves);
  return {
    ...{ targets, chosen, name, setName, nameError, plan, wanted, busy, outcomes, removeMade },
    choose: (target, on) =>
      setChosen((held) => new Set([...[...held].filter((each) => each !== target), ...(on ? [target] : [])])),
    reason: unplannedReason(plan) ?? (wanted.length === 0 ? 'Choose where to' : nameError),
    run: async () => {
      let copied = 0;
      for (const target of wanted) if (await copyTo(target)) copied += 1;
      return copied === wanted.length;
    },
  };
}

/** What became of the copy in each cloud. */
function useOutcomes(source: Package, name: string) {
  const [busy, setBusy] = useState<string>();
  const [outcomes, setOutcomes] = useState<PendingCopy['outcomes']>({});
  const copyTo = async (target: string): Promise<boolean> => {
    const before = outcomes[target];
    const into = before !== undefined && 'madeId' in before ? before.madeId : undefined;
    setBusy(target);
    const outcome = await copyPackage({ from: source.connection, id: source.id, to: target, name }, into);
    setOutcomes((held) => ({ ...held, [target]: outcome }));
    setBusy(undefined);
    return 'done' in outcome;
  };
  const removeMade = async (target: string, madeId: string): Promise<void> => {
    setBusy(target);
    try {
      await deleteCopy({ to: target, madeId });
      setOutcomes(({ [target]: _gone, ...others }) => others);
    } catch (error) {
      toastError(error, 'packages.remove');
    }
    setBusy(undefined);
  };
  return { busy, outcomes, copyTo, removeMade };
}

/** The package with the service's own document: it knows more than the list. */
function useDocument({ connection, id }: Package): PackageDocument | undefined {
  const [document, setDocument] = useState<PackageDocument>();
  useEffect(() => {
    call('packages.show', { connection, id }).then(setDocument, (error: unknown) =>
      toastError(error, 'packages.show'),
    );
  }, [connection, id]);
  return document;
}

/** Reads which names are taken there. */
function useListed(targets: readonly CopyTarget[]): void {
  const names = targets.map((target) => target.name).join('\n');
  useEffect(() => {
    void loadPackages(names.split('\n').filter(Boolean));
  }, [names]);
}

function firstPossible(targets: readonly CopyTarget[]): ReadonlySet<string> {
  const first = targets.find(({ reason }) => reason === undefined);
  return new Set(first === undefined ? [] : [first.name]);
}

function unplannedReason(plan: CopiedPackage | undefined): string | undefined {
  if (plan === undefined) return 'The package is still being read';
  return plan.package === undefined ? 'It cannot be copied' : undefined;
}
