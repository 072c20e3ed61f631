import { Check, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import type { Package, PackageDocument } from '#shared/model/index.ts';
import { copiedPackage } from '#shared/packages/index.ts';
import { sayError } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { toast, toastError } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnection, useConnectionColor } from '../connections/connections-store.ts';
import { copyNameProblem, copyTargets, differenceWords } from './copy-targets.ts';
import { usePackageClouds } from './package-clouds.ts';
import { type CopyOutcome, copyPackage, deleteCopy } from './package-copies.ts';
import { loadPackages, showPackageDialog, usePackagesStore } from './packages-store.ts';

const close = (): void => showPackageDialog(undefined);

/** Copies a package with its rules and its metadata to other FiFos; what became of each stands beside it. */
export function CopyPackageDialog({ source }: { readonly source: Package }) {
  const { all } = usePackageClouds();
  const targets = copyTargets(all, source);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        targets
          .filter(({ reason }) => reason === undefined)
          .slice(0, 1)
          .map(({ name }) => name),
      ),
  );
  const [name, setName] = useState(source.name);
  const [busy, setBusy] = useState<string>();
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, CopyOutcome>>>({});
  const document = useDocument(source);
  const names = targets.map((target) => target.name).join('\n');
  useEffect(() => {
    void loadPackages(names.split('\n').filter(Boolean));
  }, [names]);
  const shelves = usePackagesStore((state) => state.shelves);
  const plan = document === undefined ? undefined : copiedPackage(document, name.trim());
  const wanted = [...chosen].filter((target) => !('done' in (outcomes[target] ?? {})));
  const nameError = copyNameProblem(
    name,
    wanted.filter((target) => outcomes[target] === undefined),
    shelves,
  );
  const reason =
    plan === undefined
      ? 'The package is still being read'
      : plan.package === undefined
        ? 'It cannot be copied'
        : wanted.length === 0
          ? 'Choose where to'
          : nameError;
  const settle = (target: string, outcome: CopyOutcome): void =>
    setOutcomes((held) => ({ ...held, [target]: outcome }));
  const copyTo = async (target: string): Promise<boolean> => {
    const before = outcomes[target];
    const into = before !== undefined && 'madeId' in before ? before.madeId : undefined;
    setBusy(target);
    const order = { from: source.connection, id: source.id, to: target, name: name.trim() };
    const outcome = await copyPackage(order, into);
    settle(target, outcome);
    setBusy(undefined);
    return 'done' in outcome;
  };
  const run = async (): Promise<void> => {
    let copied = 0;
    for (const target of wanted) if (await copyTo(target)) copied += 1;
    if (copied < wanted.length) return;
    const where = wanted.length === 1 ? visibleText(wanted[0] ?? '') : `${wanted.length} clouds`;
    toast({ tone: 'good', title: `${visibleText(name.trim())} copied to ${where}` });
    close();
  };
  const remove = async (target: string, madeId: string): Promise<void> => {
    setBusy(target);
    try {
      await deleteCopy({ to: target, madeId });
      setOutcomes(({ [target]: _gone, ...others }) => others);
    } catch (error) {
      toastError(error, 'packages.remove');
    }
    setBusy(undefined);
  };
  const keys = plan?.metadata.length ?? 0;
  const tried = wanted.some((target) => outcomes[target] !== undefined);
  return (
    <ModalDialog
      title={`Copy ${visibleText(source.name)}`}
      onClose={close}
      dismissable={busy === undefined}
      className="package-copy"
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {plan?.package !== undefined && wanted.length > 0 && requestWords(keys, wanted.length, tried)}
          </span>
          <Button onPress={close}>{tried ? 'Close' : 'Cancel'}</Button>
          <Button variant="primary" reason={reason} isPending={busy !== undefined} onPress={() => void run()}>
            {tried ? 'Try again' : wanted.length > 1 ? `Copy to ${wanted.length} clouds` : 'Copy'}
          </Button>
        </>
      }
    >
      <TextInput
        label="Name there"
        autoFocus
        maxLength={255}
        value={name}
        error={nameError}
        onChange={setName}
      />
      <fieldset className="copy-targets">
        <legend className="label">To</legend>
        {targets.length === 0 && (
          <p className="muted">There is no other cloud with packages. Add another Project-FiFo first.</p>
        )}
        {targets.map((target) => (
          <Target
            key={target.name}
            {...target}
            chosen={chosen.has(target.name)}
            busy={busy === target.name}
            locked={busy !== undefined || outcomes[target.name] !== undefined}
            outcome={outcomes[target.name]}
            onChosen={(on) =>
              setChosen(
                (held) =>
                  new Set(on ? [...held, target.name] : [...held].filter((each) => each !== target.name)),
              )
            }
            onRemove={(madeId) => void remove(target.name, madeId)}
          />
        ))}
      </fieldset>
      {plan?.problems.map((problem) => (
        <Notice key={problem} tone="bad" alert>
          {visibleText(problem)}
        </Notice>
      ))}
      <Differences source={source} targets={wanted} notes={plan?.notes ?? []} />
    </ModalDialog>
  );
}

/** The package with the service's own document: it knows more than the list. */
function useDocument(source: Package): PackageDocument | undefined {
  const { connection, id } = source;
  const [document, setDocument] = useState<PackageDocument>();
  useEffect(() => {
    call('packages.show', { connection, id }).then(setDocument, (error: unknown) =>
      toastError(error, 'packages.show'),
    );
  }, [connection, id]);
  return document;
}

function requestWords(keys: number, clouds: number, tried: boolean): string {
  if (tried) return 'Only what is missing is sent.';
  const metadata =
    keys === 0 ? '' : `, then its metadata, ${keys === 1 ? '1 key' : `${keys} keys`} one by one`;
  return `${clouds === 1 ? 'Creates it' : `Creates it ${clouds} times`}${metadata}.`;
}

interface DifferencesProps {
  readonly source: Package;
  readonly targets: readonly string[];
  readonly notes: readonly string[];
}

/** What the copy will not have, or otherwise. */
function Differences({ source, targets, notes }: DifferencesProps) {
  const words = [...notes, ...differenceWords(source.connection, targets)];
  if (words.length === 0) return null;
  return (
    <section className="copy-notes" aria-label="What differs">
      <h3>What differs</h3>
      <ul>
        {words.map((each) => (
          <li key={each}>{visibleText(each)}</li>
        ))}
      </ul>
    </section>
  );
}

interface TargetProps {
  readonly name: string;
  readonly reason: string | undefined;
  readonly chosen: boolean;
  readonly busy: boolean;
  readonly locked: boolean;
  readonly outcome: CopyOutcome | undefined;
  readonly onChosen: (chosen: boolean) => void;
  readonly onRemove: (madeId: string) => void;
}

function Target({ name, reason, chosen, busy, locked, outcome, onChosen, onRemove }: TargetProps) {
  const color = useConnectionColor(name);
  const profile = useConnection(name)?.profile;
  const api = profile?.kind === 'fifo' ? `API ${profile.settings.api}` : undefined;
  return (
    <div className="copy-target">
      <Checkbox
        className="checkbox"
        isSelected={chosen && reason === undefined}
        isDisabled={locked || reason !== undefined}
        onChange={onChosen}
      >
        <span className="checkbox-box" aria-hidden="true" />
        <CloudDot color={color} />
        <bdi>{visibleText(name)}</bdi>
        <small className="muted">{reason ?? api}</small>
      </Checkbox>
      {busy && (
        <span className="copy-outcome" role="status">
          <LoaderCircle size={14} className="turning" aria-hidden="true" /> copying…
        </span>
      )}
      {!busy && outcome !== undefined && 'done' in outcome && (
        <span className="copy-outcome outcome-good" role="status">
          <Check size={14} aria-hidden="true" /> copied
        </span>
      )}
      {!busy && outcome !== undefined && 'error' in outcome && (
        <Trouble outcome={outcome} onRemove={onRemove} />
      )}
    </div>
  );
}

interface TroubleProps {
  readonly outcome: Extract<CopyOutcome, { readonly error: unknown }>;
  readonly onRemove: (madeId: string) => void;
}

/** Why a copy was refused, and what it left. */
function Trouble({ outcome: { error, madeId }, onRemove }: TroubleProps) {
  const said = sayError(error);
  return (
    <Notice
      tone="bad"
      alert
      className="copy-trouble"
      actions={
        madeId !== undefined && (
          <Button size="small" onPress={() => onRemove(madeId)}>
            Delete what was made
          </Button>
        )
      }
    >
      {visibleText(said.message)} {visibleText(said.hint)}
    </Notice>
  );
}
