import { Info, TriangleAlert, Wrench } from 'lucide-react';
import type { LintFinding } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { visibleText } from '../../ui/visible-text.ts';

interface FindingListProps {
  readonly findings: readonly LintFinding[];
  /** Why nothing can be mended now. */
  readonly reason: string | undefined;
  readonly busy: boolean;
  readonly onFix: (finding: LintFinding) => void;
}

/** What looks wrong: what it is, why it matters, and the click that mends it. */
export function FindingList({ findings, reason, busy, onFix }: FindingListProps) {
  return (
    <ul className="lint-findings">
      {findings.map((finding) => {
        const { severity, code, message, fields, fix } = finding;
        const Sign = severity === 'warning' ? TriangleAlert : Info;
        return (
          <li key={`${code} ${fields.join(' ')}`} className={`lint-finding lint-finding-${severity}`}>
            <Sign
              size={14}
              className="lint-finding-sign"
              role="img"
              aria-label={severity === 'warning' ? 'Warning' : 'Note'}
            />
            <div className="lint-finding-text">
              <strong>{visibleText(message)}</strong> <span>{visibleText(finding.reason)}</span>
            </div>
            {fix !== null && (
              <Button size="small" reason={reason} isPending={busy} onPress={() => onFix(finding)}>
                <Wrench size={12} aria-hidden="true" />
                {visibleText(fix.title)}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** `2 findings`, `1 finding`, `no findings`. */
export function countFindings(count: number): string {
  if (count === 0) return 'no findings';
  return count === 1 ? '1 finding' : `${count} findings`;
}
