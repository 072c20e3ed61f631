import type { Package } from '#shared/model/index.ts';
import { toast } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { CopyTargetLine } from './copy-target.tsx';
import { differenceWords } from './copy-targets.ts';
import { showPackageDialog } from './packages-store.ts';
import { type PendingCopy, usePackageCopy } from './use-package-copy.ts';

const close = (): void => showPackageDialog(undefined);

/** Copies a package with its rules and its metadata to other FiFos; what became of each stands beside it. */
export function CopyPackageDialog({ source }: { readonly source: Package }) {
  const copy = usePackageCopy(source);
  const { plan, wanted, outcomes, busy } = copy;
  const tried = wanted.some((target) => outcomes[target] !== undefined);
  const run = async (): Promise<void> => {
    if (!(await copy.run())) return;
    const where = wanted.length === 1 ? visibleText(wanted[0] ?? '') : `${wanted.length} clouds`;
    toast({ tone: 'good', title: `${visibleText(copy.name.trim())} copied to ${where}` });
    close();
  };
  return (
    <ModalDialog
      title={`Copy ${visibleText(source.name)}`}
      onClose={close}
      dismissable={busy === undefined}
      className="package-copy"
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {plan?.package !== undefined &&
              wanted.length > 0 &&
              requestWords(plan.metadata.length, wanted.length, tried)}
          </span>
          <Button onPress={close}>{tried ? 'Close' : 'Cancel'}</Button>
          <Button
            variant="primary"
            reason={copy.reason}
            isPending={busy !== undefined}
            onPress={() => void run()}
          >
            {tried ? 'Try again' : wanted.length > 1 ? `Copy to ${wanted.length} clouds` : 'Copy'}
          </Button>
        </>
      }
    >
      <TextInput
        label="Name there"
        autoFocus
        maxLength={255}
        value={copy.name}
        error={copy.nameError}
        onChange={copy.setName}
      />
      <Targets copy={copy} />
      {plan?.problems.map((problem) => (
        <Notice key={problem} tone="bad" alert>
          {visibleText(problem)}
        </Notice>
      ))}
      <Differences source={source} targets={wanted} notes={plan?.notes ?? []} />
    </ModalDialog>
  );
}

function requestWords(keys: number, clouds: number, tried: boolean): string {
  if (tried) return 'Only what is missing is sent.';
  const metadata =
    keys === 0 ? '' : `, then its metadata, ${keys === 1 ? '1 key' : `${keys} keys`} one by one`;
  return `${clouds === 1 ? 'Creates it' : `Creates it ${clouds} times`}${metadata}.`;
}

function Targets({ copy }: { readonly copy: PendingCopy }) {
  const { targets, chosen, busy, outcomes } = copy;
  return (
    <fieldset className="copy-targets">
      <legend className="label">To</legend>
      {targets.length === 0 && (
        <p className="muted">There is no other cloud with packages. Add another Project-FiFo first.</p>
      )}
      {targets.map((target) => (
        <CopyTargetLine
          key={target.name}
          {...target}
          chosen={chosen.has(target.name)}
          busy={busy === target.name}
          locked={busy !== undefined || outcomes[target.name] !== undefined}
          outcome={outcomes[target.name]}
          onChosen={(on) => copy.choose(target.name, on)}
          onRemove={(madeId) => void copy.removeMade(target.name, madeId)}
        />
      ))}
    </fieldset>
  );
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
