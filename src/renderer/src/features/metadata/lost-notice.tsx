import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { copyProperties } from '../compare/property-clipboard.ts';
import { copyImage, type Entry, type WorkingCopy } from './working-copy.ts';

interface LostNoticeProps {
  /** What was lost. */
  readonly reason: string;
  readonly copy: WorkingCopy;
  readonly entries: readonly Entry[];
}

/** There is nowhere to save to any more: what was entered stays, and can be taken along. */
export function LostNotice({ reason, copy, entries }: LostNoticeProps) {
  const keys = entries.filter(({ state }) => state === 'added' || state === 'changed').map(({ key }) => key);
  return (
    <Notice
      tone="bad"
      alert
      actions={
        keys.length > 0 && (
          <Button
            size="small"
            onPress={() => attempt('clipboard', () => copyProperties(copyImage(copy), keys))}
          >
            Copy what was entered
          </Button>
        )
      }
    >
      <strong>{reason}.</strong> Nothing can be saved.{' '}
      {copy.wishes.size > 0 &&
        'What you changed is still here and goes with this sheet: copied, it can be pasted into other images.'}
    </Notice>
  );
}
