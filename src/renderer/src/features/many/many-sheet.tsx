import { useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { batchReason } from '../batch/batch-store.ts';
import { imagesWord } from '../catalog/group-words.ts';
import { fieldWords } from '../edits/edit-words.ts';
import { ManyFields } from './many-fields.tsx';
import { ManyNotices } from './many-notices.tsx';
import type { ManyPlan } from './many-plan.ts';
import { ManyPreview } from './many-preview.tsx';
import { ManyProperties } from './many-properties.tsx';
import { applyMany, closeMany, useManyStore } from './many-store.ts';
import { ManyTags } from './many-tags.tsx';
import { useKnownProperties } from './use-known-properties.ts';
import { useManyPlan } from './use-many-plan.ts';

/** Many images edited at once: only what is touched is sent, and to each only what it has not yet. */
export function ManySheet() {
  const images = useManyStore((state) => state.images);
  return images === undefined ? null : <Sheet images={images} />;
}

function Sheet({ images }: { readonly images: readonly Image[] }) {
  const wishes = useManyStore((state) => state.wishes);
  const known = useKnownProperties(images);
  const { plan, problems } = useManyPlan(images, wishes, known);
  const [previewing, setPreviewing] = useState(false);
  const reason = problemReason(problems) ?? applyReason(plan, wishes.size);
  return (
    <ModalDialog
      title={`Edit ${imagesWord(images.length)}`}
      width="large"
      className="many-sheet"
      onClose={closeMany}
      footer={
        <>
          <span className="dialog-foot-text">{planWords(plan, images.length, wishes.size, previewing)}</span>
          {previewing ? (
            <Button onPress={() => setPreviewing(false)}>Back to the fields</Button>
          ) : (
            <Button reason={reason} onPress={() => setPreviewing(true)}>
              Preview requests
            </Button>
          )}
          <Button onPress={closeMany}>Cancel</Button>
          <Button
            variant="primary"
            reason={reason ?? batchReason()}
            onPress={() => attempt('images.edit', () => applyMany(plan))}
          >
            {applyWords(plan)}
          </Button>
        </>
      }
    >
      {previewing ? (
        <ManyPreview plan={plan} />
      ) : (
        <>
          <ManyFields images={images} wishes={wishes} />
          <ManyTags images={images} wishes={wishes} />
          <ManyProperties images={images} wishes={wishes} known={known} problems={problems} />
          <ManyNotices plan={plan} />
        </>
      )}
    </ModalDialog>
  );
}

function problemReason(problems: ReadonlyMap<string, string>): string | undefined {
  const [first] = problems;
  return first && `${fieldWords(first[0])}: ${first[1]}`;
}

function applyReason({ orders }: ManyPlan, touched: number): string | undefined {
  if (orders.length > 0) return undefined;
  return touched === 0 ? 'Nothing changed yet' : 'Nothing is left to change';
}

function applyWords({ orders }: ManyPlan): string {
  if (orders.length === 0) return 'Change images';
  return `${orders.every(({ queued }) => queued) ? 'Keep for' : 'Change'} ${imagesWord(orders.length)}`;
}

function planWords(
  { orders, unchanged, leftOut }: ManyPlan,
  all: number,
  touched: number,
  previewing: boolean,
): string {
  if (touched === 0) return 'Only what you touch is changed.';
  const parts = [`Changes ${formatCount(orders.length)} of ${imagesWord(all)}.`];
  if (unchanged > 0) parts.push(`${formatCount(unchanged)} ${unchanged === 1 ? 'is' : 'are'} so already.`);
  if (leftOut.length > 0) parts.push(`Not all can take all of it: see ${previewing ? 'above' : 'below'}.`);
  return parts.join(' ');
}
