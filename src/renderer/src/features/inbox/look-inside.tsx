import { ScanSearch } from 'lucide-react';
import { useEffect } from 'react';
import type { Inspection, SharedImage } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { Fact } from '../../ui/fact.tsx';
import { exactBytes, formatBytes } from '../../ui/format-bytes.ts';
import { formatAsOf } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { FindingLine } from '../upload/finding-lines.tsx';
import { lookReason } from './inbox-reasons.ts';
import { lookInside, recallLook, useLook } from './look-store.ts';

/** What the image's own headers say, read from the service before anything is accepted. */
export function LookInside({ image }: { readonly image: SharedImage }) {
  const { kept, looking, error } = useLook(image);
  // Only so that it is drawn again when that becomes known.
  useConnectionsStore((state) => state.capabilities);
  const now = useNow();
  const { connection, id, revision } = image;
  useEffect(() => {
    // The revision is part of the question: what was seen of other bytes does not count.
    if (revision !== undefined) void recallLook({ connection, id });
  }, [connection, id, revision]);
  const said = error === undefined ? undefined : sayThrown(error, 'images.inspect');
  return (
    <section className="look-inside" aria-label="Inside the image" aria-busy={looking}>
      <div className="look-head">
        <h3>Inside</h3>
        <Button
          size="small"
          reason={lookReason(image)}
          isPending={looking}
          tip="Reads the headers of the stored image: a few MiB at most"
          onPress={() => void lookInside(image)}
        >
          <ScanSearch size={13} aria-hidden="true" />
          {looking ? 'Looking…' : kept === undefined ? 'Look inside' : 'Look again'}
        </Button>
      </div>
      {said !== undefined && (
        <Notice tone="warning" status>
          <strong>{said.title}.</strong> {said.message} {said.hint}
        </Notice>
      )}
      {kept === undefined ? (
        said === undefined && (
          <p className="muted">
            What it really is, how large its disk is and whether it needs other files: read from its headers,
            without accepting it.
          </p>
        )
      ) : (
        <>
          <Facts inspection={kept.value} />
          <Findings inspection={kept.value} />
          <p className="muted look-age">Looked at {formatAsOf(kept.seenAt, now)}.</p>
        </>
      )}
    </section>
  );
}

function Facts({ inspection }: { readonly inspection: Inspection }) {
  const { virtualSizeBytes, partitionTable, efiSystemPartition, backingFile, encryption, minDiskGb } =
    inspection;
  return (
    <dl className="facts">
      <Fact name="Content">
        <Plain>{contentWords(inspection)}</Plain>
      </Fact>
      <Fact name="Disk">
        {virtualSizeBytes === null ? (
          'not seen'
        ) : (
          <span title={exactBytes(virtualSizeBytes)}>
            {formatBytes(virtualSizeBytes)} in the guest
            {minDiskGb !== null && <small className="meaning">needs a disk of {minDiskGb} GiB</small>}
          </span>
        )}
      </Fact>
      <Fact name="Partitions">
        {partitionTable === null ? 'no table seen' : partitionTable.toUpperCase()}
        {efiSystemPartition === true && ', with an EFI system partition'}
        {efiSystemPartition === false && partitionTable !== null && ', no EFI system partition'}
      </Fact>
      <Fact name="Backing file">
        {backingFile === null ? 'none' : <Plain className="mono">{backingFile}</Plain>}
      </Fact>
      {encryption !== null && (
        <Fact name="Encryption">
          <Plain>{encryption}</Plain>
        </Fact>
      )}
    </dl>
  );
}

function contentWords({ format, subformat, wrapper }: Inspection): string {
  const kind = [format ?? 'not seen', subformat].filter((part) => part !== null).join(' ');
  return wrapper === null ? kind : `${kind}, in ${wrapper}`;
}

function Findings({ inspection }: { readonly inspection: Inspection }) {
  const { findings } = inspection;
  return (
    <div className="findings">
      {findings.length === 0 && (
        <FindingLine severity="good">Nothing in its headers speaks against it.</FindingLine>
      )}
      {findings.map(({ severity, code, message }) => (
        <FindingLine key={`${code} ${message}`} severity={severity}>
          {severity === 'refusal' && <b>Do not use it: </b>}
          <Plain>{message}</Plain>
        </FindingLine>
      ))}
    </div>
  );
}
