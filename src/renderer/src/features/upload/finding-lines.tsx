import { Check, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FindingSeverity, Inspection } from '#shared/model/index.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { contentSeverity } from './upload-form.ts';

const SIGNS = { good: Check, info: Info, warning: TriangleAlert, refusal: X } as const;
const WORDS = { good: 'Good', info: 'Note', warning: 'Warning', refusal: 'Refused' } as const;

interface FindingLineProps {
  readonly severity: FindingSeverity | 'good';
  readonly children: ReactNode;
}

/** One finding: a sign, and words that stand without it. */
export function FindingLine({ severity, children }: FindingLineProps) {
  const Sign = SIGNS[severity];
  return (
    <p className={`finding finding-${severity}`}>
      <Sign size={13} strokeWidth={2.5} aria-label={WORDS[severity]} role="img" />
      <span>{children}</span>
    </p>
  );
}

interface FindingLinesProps {
  readonly inspection: Inspection;
  /** The cloud keeps it packed like this: nothing to warn of. */
  readonly packed: boolean;
}

/** What the content is, then what the inspection found out. */
export function FindingLines({ inspection, packed }: FindingLinesProps) {
  const findings = inspection.findings.filter(({ code }) => !packed || code !== 'compressed');
  return (
    <>
      <FindingLine severity={contentSeverity(inspection)}>{describeContent(inspection)}</FindingLine>
      {findings.map((finding) => (
        <FindingLine key={`${finding.code} ${finding.message}`} severity={finding.severity}>
          {finding.severity === 'refusal' && <b>Not sent: </b>}
          {visibleText(finding.message)}
        </FindingLine>
      ))}
    </>
  );
}

/** The content in one line: `qcow2 v3, 614 MiB, 20.0 GiB in the guest, GPT with EFI`. */
export function describeContent(inspection: Inspection): string {
  const { format, subformat, wrapper, virtualSizeBytes, clusterSizeBytes, partitionTable } = inspection;
  const kind = [format ?? 'content', subformat].filter((part) => part !== null).join(' ');
  const efi = inspection.efiSystemPartition === true ? ' with an EFI partition' : '';
  return [
    wrapper === null ? kind : format === null ? `${wrapper}, its content not seen` : `${kind} in ${wrapper}`,
    formatBytes(inspection.sizeBytes),
    virtualSizeBytes !== null && `${formatBytes(virtualSizeBytes)} in the guest`,
    clusterSizeBytes !== null && `${formatBytes(clusterSizeBytes)} clusters`,
    partitionTable !== null && `${partitionTable.toUpperCase()}${efi}`,
    inspection.encryption !== null && `encrypted (${inspection.encryption})`,
  ]
    .filter((part) => typeof part === 'string')
    .map(visibleText)
    .join(', ');
}
