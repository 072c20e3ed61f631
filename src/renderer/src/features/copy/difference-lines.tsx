import { ArrowRight } from 'lucide-react';
import type { ImageDifference } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { fieldWords, valueWords } from './difference-words.ts';

const UNITS: Readonly<Record<string, string>> = { minDiskGb: 'GiB', minRamMb: 'MiB' };

/** What becomes different, or is left out, and why: one line each. */
export function DifferenceLines({ differences }: { readonly differences: readonly ImageDifference[] }) {
  return (
    <ul className="differences" aria-label="What becomes different">
      {differences.map((difference) => (
        <li key={`${difference.field} ${difference.reason}`} className="difference">
          <span className="difference-field">{fieldWords(difference.field)}</span>
          <span className="difference-values">
            <bdi className={difference.after === null ? 'difference-gone' : undefined}>
              {valueWords(difference.before, UNITS[difference.field])}
            </bdi>
            <ArrowRight size={12} role="img" aria-label="becomes" />
            {difference.after === null ? (
              <em>left out</em>
            ) : (
              <bdi className="difference-after">{valueWords(difference.after, UNITS[difference.field])}</bdi>
            )}
          </span>
          <span className="difference-reason">{visibleText(difference.reason)}</span>
        </li>
      ))}
    </ul>
  );
}
