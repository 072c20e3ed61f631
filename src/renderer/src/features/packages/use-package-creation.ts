import { useState } from 'react';
import { isAppError } from '#shared/errors/index.ts';
import type { NewPackage, Package } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { EMPTY_PACKAGE, formLike, newPackageOf, type PackageForm, packageProblems } from './package-form.ts';
import { createPackage, loadPackages, removeHalfMade, usePackagesStore } from './packages-store.ts';

/** A package that is being made: what was entered, what is wrong with it, and what the service said. */
export interface PendingCreation {
  readonly form: PackageForm;
  setForm(form: PackageForm): void;
  /** What is wrong, as far as it is said yet: from the first attempt on, not while the form is being filled in. */
  readonly problems: Readonly<Record<string, string>>;
  /** What would be sent; `undefined` while something is wrong. */
  readonly wanted: NewPackage | undefined;
  readonly tried: boolean;
  readonly busy: boolean;
  readonly failure: SaidError | undefined;
  /** A package that a service made by halves. */
  readonly left: HalfMade | undefined;
  /** Makes it; tells whether it is there. */
  save(): Promise<boolean>;
  /** Deletes what was made by halves. */
  clear(): Promise<void>;
}

type HalfMade = Pick<Package, 'connection' | 'id'>;

export function usePackageCreation(
  connection: string | undefined,
  like: Package | undefined,
): PendingCreation {
  const [form, setForm] = useState<PackageForm>(() => (like === undefined ? EMPTY_PACKAGE : formLike(like)));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SaidError>();
  const [refusedName, setRefusedName] = useState<string>();
  const [left, setLeft] = useState<HalfMade>();
  const problems = packageProblems(form, useTakenNames(connection, refusedName));
  const wanted = Object.keys(problems).length === 0 ? newPackageOf(form) : undefined;
  const refused = (cloud: string, error: unknown): void => {
    if (isAppError(error, 'CONFLICT')) {
      setRefusedName(form.name.trim());
      return;
    }
    setFailure(sayThrown(error, 'packages.create'));
    setLeft(halfMade(cloud, error));
    // What the service has now stands in the list.
    void loadPackages([cloud]);
  };
  const work = async (job: () => Promise<void>, fail: (error: unknown) => void): Promise<boolean> => {
    setBusy(true);
    setFailure(undefined);
    const done = await job().then(
      () => true,
      (error: unknown) => {
        fail(error);
        return false;
      },
    );
    setBusy(false);
    return done;
  };
  return {
    ...{ form, setForm, wanted, tried, busy, failure, left },
    problems: tried ? problems : takenName(problems),
    save: async () => {
      setTried(true);
      if (wanted === undefined || connection === undefined) return false;
      return work(
        () => createPackage(connection, wanted),
        (error) => refused(connection, error),
      );
    },
    clear: async () => {
      if (left === undefined) return;
      const cleared = await work(
        () => removeHalfMade(left.connection, left.id),
        (error) => setFailure(sayThrown(error, 'packages.remove')),
      );
      if (cleared) setLeft(undefined);
    },
  };
}

/** Names that are in use there, and one that the service refused for that. */
function useTakenNames(connection: string | undefined, refused: string | undefined): readonly string[] {
  const known = usePackagesStore((state) =>
    connection === undefined ? undefined : state.shelves[connection]?.packages,
  );
  return [...(known ?? []).map(({ name }) => name), ...(refused === undefined ? [] : [refused])];
}

function halfMade(connection: string, error: unknown): HalfMade | undefined {
  const id = isAppError(error) ? error.context?.['halfMade'] : undefined;
  return typeof id === 'string' ? { connection, id } : undefined;
}

/** A name that is in use is said at once; what is only missing waits. */
function takenName({ name }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return name?.includes('already') ? { name } : {};
}
