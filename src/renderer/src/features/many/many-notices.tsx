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
        <Notice tone="warning">
          <ul className="many-left-out">
            {leftOutByCloud(plan).map(({ connection, images, words }) => (
              <li key={connection}>
                <strong>
                  {visibleText(connection)}, {imagesWord(images)}:
                </strong>{' '}
                {words.join(' ')}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

/** What stays as it is, by cloud, the fields that have one reason together. */
function leftOutByCloud({ leftOut }: ManyPlan) {
  return [...Map.groupBy(leftOut, ({ connection }) => connection)].map(([connection, lines]) => ({
    connection,
    images: Math.max(...lines.map(({ images }) => images)),
    words: [...Map.groupBy(lines, ({ reason }) => reason)].map(
      ([reason, same]) =>
        `${same.map(({ field }) => fieldWords(field)).join(', ')} ${same.length === 1 ? 'stays' : 'stay'} as before. ${visibleText(reason)}`,
    ),
  }));
}
