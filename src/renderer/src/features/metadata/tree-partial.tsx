import { Check, Circle, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { type PartialChange, pathsOfChange, pathWords } from './tree-change.ts';

const SHOWN = 12;

interface PartialNoticeProps {
  readonly partial: PartialChange;
  readonly busy: boolean;
  readonly onRepeat: () => void;
  readonly onLeave: () => void;
}

/** Which keys were written and which were not, with the way to write the rest only. */
export function PartialNotice({ partial, busy, onRepeat, onLeave }: PartialNoticeProps) {
  const written = pathsOfChange(partial.written);
  const left = pathsOfChange(partial.left);
  const all = written.length + left.length;
  const rest = left.length === 1 ? 'Write the other one' : `Write the other ${left.length}`;
  return (
    <Notice
      tone="bad"
      alert
      className="tree-partial"
      actions={
        <>
          <Button size="small" onPress={onLeave}>
            Leave it so
          </Button>
          <Button size="small" variant="primary" isPending={busy} onPress={onRepeat}>
            {written.length === 0 ? `Write all ${left.length} again` : rest}
          </Button>
        </>
      }
    >
      <strong>
        {written.length === 0 ? 'Nothing was written.' : `${written.length} of ${all} were written.`}
      </strong>{' '}
      {partial.reason !== undefined && visibleText(partial.reason)}
      <ul className="tree-outcomes">
        {[...written.slice(-SHOWN)].map((path) => (
          <li key={`written ${path.join('/')}`}>
            <Check size={13} className="outcome-good" aria-hidden="true" />
            <bdi className="mono">{visibleText(pathWords(path))}</bdi> <span className="muted">written</span>
          </li>
        ))}
        {left.slice(0, SHOWN).map((path, index) => (
          <li key={`left ${path.join('/')}`}>
            {index === 0 ? (
              <X size={13} className="outcome-bad" aria-hidden="true" />
            ) : (
              <Circle size={13} className="outcome-left" aria-hidden="true" />
            )}
            <bdi className="mono">{visibleText(pathWords(path))}</bdi>{' '}
            <span className="muted">{index === 0 ? 'refused' : 'not sent'}</span>
          </li>
        ))}
        {left.length > SHOWN && <li className="muted">and {left.length - SHOWN} more, not sent</li>}
      </ul>
    </Notice>
  );
}
