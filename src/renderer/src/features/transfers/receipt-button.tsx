import { ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { DialogTrigger } from 'react-aria-components';
import type { Receipt } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { exactBytes, formatSpeed } from '../../ui/format-bytes.ts';
import { formatAbsolute, formatDuration } from '../../ui/format-time.ts';
import { PanelPopover } from '../../ui/panel-popover.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { hashLabel } from '../inspector/hash-words.ts';

/** What a finished transfer proves. */
export function ReceiptButton({ receipt }: { readonly receipt: Receipt }) {
  const { hash, sha256 } = receipt;
  const Sign = hash?.verified === true ? ShieldCheck : ShieldQuestionMark;
  return (
    <DialogTrigger>
      <Button size="small">Receipt</Button>
      <PanelPopover
        className="receipt"
        placement="top end"
        title={
          <>
            <Sign size={16} aria-hidden="true" />
            {hash?.verified === true ? 'Verified' : 'Not verified'}
          </>
        }
      >
        <p className="muted">{explain(receipt)}</p>
        <dl className="facts">
          <dt>Bytes</dt>
          <dd>{exactBytes(receipt.bytes)}</dd>
          <dt>Took</dt>
          <dd>
            {formatDuration(receipt.seconds)}
            {receipt.seconds > 0 && ` (${formatSpeed(receipt.bytes / receipt.seconds)})`}
          </dd>
          <dt>Finished</dt>
          <dd>{formatAbsolute(receipt.finishedAt)}</dd>
          <dt>Image</dt>
          <dd className="fact-hash">
            <code className="hash-value">{visibleText(receipt.imageId)}</code>
            <CopyButton text={receipt.imageId} what="id" />
          </dd>
          {hash !== null && <HashFact name={hashLabel(hash.algo)} value={hash.value} />}
          {sha256 !== null && <HashFact name="SHA-256" value={sha256} />}
        </dl>
      </PanelPopover>
    </DialogTrigger>
  );
}

function HashFact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="fact-hash">
        <code className="hash-value">{visibleText(value)}</code>
        <CopyButton text={value} what={name} />
      </dd>
    </>
  );
}

function explain({ hash, sha256 }: Receipt): string {
  if (hash?.verified === true) return `${hashLabel(hash.algo)} was computed here and equals the service's.`;
  if (sha256 === null) return 'The bytes never passed here, so nothing could be compared.';
  if (hash === null) return 'The service reports no hash to compare with.';
  return "The service's hash was not compared with one of our own.";
}
