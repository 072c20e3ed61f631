import { ArrowRight, X } from 'lucide-react';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { Bytes } from '../../ui/figures.tsx';
import { formatBytes } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { CloudTarget } from '../connections/cloud-target.tsx';
import { useConnectionColor, useConnectionsStore } from '../connections/connections-store.ts';
import { FindingLine } from '../upload/finding-lines.tsx';
import { copyTargets } from './copy-reasons.ts';
import {
  type CopyRow,
  closeCopy,
  copyAll,
  copyable,
  leaveOut,
  rowReason,
  setCopyName,
  setCopyTarget,
  useCopyStore,
} from './copy-store.ts';
import { DifferenceLines } from './difference-lines.tsx';

/** The plan of a copy: what will be made there, and what becomes different, before a byte moves. */
export function CopySheet() {
  const { rows, target, sending } = useCopyStore();
  // The reasons of the rows depend on it.
  useConnectionsStore((state) => state.capabilities);
  if (rows.length === 0) return null;
  const ready = copyable(rows, target);
  const bytes = ready.reduce((sum, { image }) => sum + (image.sizeBytes ?? 0), 0);
  const reason =
    target === undefined
      ? 'Choose a cloud first'
      : ready.length === 0
        ? rows.some(({ error }) => error !== undefined)
          ? 'It cannot be copied as it is'
          : (firstReason(rows, target) ?? 'Still planning')
        : undefined;
  return (
    <ModalDialog
      width="large"
      className="copy-sheet"
      title={rows.length === 1 ? 'Copy 1 image' : `Copy ${rows.length} images`}
      aside={<Target />}
      onClose={closeCopy}
      dismissable={!sending}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {ready.length > 0 &&
              (bytes === 0
                ? 'Through this computer, with no file on the way.'
                : `${formatBytes(bytes)} through this computer, with no file on the way.`)}
          </span>
          <Button onPress={closeCopy}>Cancel</Button>
          <Button variant="primary" isPending={sending} reason={reason} onPress={() => void copyAll()}>
            {ready.length > 1 ? `Copy ${ready.length} images` : 'Copy'}
          </Button>
        </>
      }
    >
      <ul className="copy-rows">
        {rows.map((row) => (
          <Row key={row.key} row={row} target={target} alone={rows.length === 1} />
        ))}
      </ul>
    </ModalDialog>
  );
}

function firstReason(rows: readonly CopyRow[], target: string): string | undefined {
  return rows.map((row) => rowReason(row, target)).find((reason) => reason !== undefined);
}

function Target() {
  const { rows, target } = useCopyStore();
  const list = useConnectionsStore((state) => state.list) ?? [];
  const capabilities = useConnectionsStore((state) => state.capabilities);
  const targets = copyTargets(
    list,
    capabilities,
    rows.map(({ image }) => image),
  );
  return <CloudTarget value={target} onChange={setCopyTarget} choices={targets} />;
}

interface RowProps {
  readonly row: CopyRow;
  readonly target: string | undefined;
  readonly alone: boolean;
}

function Row({ row, target, alone }: RowProps) {
  const { key, image, plan, name } = row;
  const against = target === undefined ? undefined : rowReason(row, target);
  const title = named(image.name, image.id);
  return (
    <li className="copy-row" aria-label={visibleText(title)}>
      <p className="copy-ends">
        <Plain className="image-name">{title}</Plain>
        <Bytes value={image.sizeBytes} />
        <span className="spacer" />
        <End name={image.connection} />
        <ArrowRight size={13} role="img" aria-label="to" />
        {target === undefined ? <span className="muted">not chosen yet</span> : <End name={target} />}
        {!alone && (
          <Button
            variant="icon"
            size="small"
            aria-label={`Leave out ${visibleText(title)}`}
            tip="Leave this image out"
            onPress={() => leaveOut(key)}
          >
            <X size={14} aria-hidden="true" />
          </Button>
        )}
      </p>
      {against === undefined && (
        <TextInput
          label="Name there"
          autoFocus={alone}
          maxLength={255}
          value={name ?? plan?.image.name ?? image.name ?? ''}
          error={name?.trim() === '' ? 'It needs a name' : undefined}
          onChange={(next) => setCopyName(key, next)}
        />
      )}
      <Outcome row={row} against={against} hasTarget={target !== undefined} />
    </li>
  );
}

interface OutcomeProps {
  readonly row: CopyRow;
  readonly against: string | undefined;
  readonly hasTarget: boolean;
}

function Outcome({ row, against, hasTarget }: OutcomeProps) {
  const { plan, error, nameTaken } = row;
  if (against !== undefined) {
    return (
      <FindingLine severity="refusal">
        <b>Not copied: </b>
        {against}
      </FindingLine>
    );
  }
  if (error !== undefined) {
    const said = sayThrown(error, 'transfers.copy');
    return (
      <FindingLine severity="refusal">
        <b>{said.title}.</b> {visibleText(said.message)} {said.hint}
      </FindingLine>
    );
  }
  if (plan === undefined) return hasTarget ? <p className="muted">Planning…</p> : null;
  return (
    <>
      {nameTaken && (
        <FindingLine severity="warning">
          An image named <Plain>{plan.image.name}</Plain> is in this cloud already. Both would be kept.
        </FindingLine>
      )}
      {plan.differences.length === 0 ? (
        <FindingLine severity="good">It becomes the same there, with a new id.</FindingLine>
      ) : (
        <DifferenceLines differences={plan.differences} />
      )}
    </>
  );
}

function End({ name }: { readonly name: string }) {
  return <CloudName name={name} color={useConnectionColor(name)} />;
}
