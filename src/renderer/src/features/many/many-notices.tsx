import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { imagesWord } from '../catalog/group-words.ts';
import { fieldWords } from '../edits/edit-words.ts';
import type { ManyPlan } from './many-plan.ts';

/** What a person should know before: what waits for its cloud, and what stays as it is, and why. */
export function ManyNotices({ plan }: { readonly plan: ManyPlan }) {
  const waiting = Map.groupBy(
    plan.orders.filter(({ queued }) => queued),
    ({ image }) => image.connection,
  );
  return (
    <>
      {[...waiting].map(([connection, orders]) => (
        <Notice key={connection} tone="info">
          <strong>{visibleText(connection)} cannot be reached.</strong> What you change of its{' '}
          {imagesWord(orders.length)} is kept on this computer, and sent only after you have reviewed it.
        </Notice>
      ))}
      {plan.leftOut.length > 0 && (
        <Notice tone="warning" status>
          <ul className="many-left-out">
            {plan.leftOut.map(({ field, connection, reason, images }) => (
              <li key={`${field} ${connection} ${reason}`}>
                <strong>
                  {fieldWords(field)} stays on {imagesWord(images)} of {visibleText(connection)}:
                </strong>{' '}
                {visibleText(reason)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
