import { ScanSearch } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { ImageEdit } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { When } from '../../ui/figures.tsx';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { FindingList } from './finding-list.tsx';
import { useFindings } from './use-findings.ts';
import type { KnownProperties } from './use-known-properties.ts';
import { copyImage, type WorkingCopy } from './working-copy.ts';

interface FindingsPaneProps {
  readonly copy: WorkingCopy;
  readonly properties: KnownProperties;
  readonly reason: string | undefined;
  /** Lays a fix over the working copy. */
  readonly onFix: (edit: ImageEdit) => void;
  /** Above the findings. */
  readonly children: ReactNode;
}

/** What looks wrong about the image as it would be, at every keystroke. */
export function FindingsPane({ copy, properties, reason, onFix, children }: FindingsPaneProps) {
  const image = useMemo(() => copyImage(copy), [copy]);
  const { findings, inspection } = useFindings(image, properties);
  const { connection } = copy.base;
  const noBytes = useConnectionsStore((state) =>
    reasonAgainst(state.capabilities[connection], 'image.download'),
  );
  const { kept, reading, read } = inspection;
  return (
    <section className="metadata-findings" aria-label="Findings">
      <header className="metadata-pane-head">
        <h3>Findings</h3>
        <span className="muted" role="status">
          {findings.length}
          <span className="visually-hidden">{findings.length === 1 ? ' finding' : ' findings'}</span>
        </span>
        <span className="spacer" />
        {kept === null ? (
          <Button
            size="small"
            isPending={reading}
            reason={noBytes}
            tip="Reads the first bytes of the stored image: its format, its partitions"
            onPress={read}
          >
            <ScanSearch size={13} aria-hidden="true" />
            Look inside
          </Button>
        ) : (
          kept !== undefined && (
            <span className="muted">
              looked inside <When iso={kept.seenAt} />
            </span>
          )
        )}
      </header>
      <div className="metadata-scroll">
        {children}
        {findings.length === 0 ? (
          <p className="metadata-nothing">Nothing looks wrong.</p>
        ) : (
          <FindingList
            findings={findings}
            reason={reason}
            busy={false}
            onFix={({ fix }) => fix !== null && onFix(fix.edit)}
          />
        )}
      </div>
    </section>
  );
}
