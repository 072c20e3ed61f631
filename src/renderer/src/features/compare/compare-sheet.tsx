import { ArrowLeftRight } from 'lucide-react';
import { useState } from 'react';
import type { FieldWish } from '#shared/edits/index.ts';
import type { Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { SwitchInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { useCatalogStore } from '../catalog/catalog-state.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { type ManyPlan, planMany } from '../many/many-plan.ts';
import { cloudNow } from '../many/many-store.ts';
import { compareImages, onlyDifferences, type Pair, type Side, sameBytes } from './compare-rows.ts';
import { closeCompare, swapCompare, useCompareStore } from './compare-store.ts';
import { CompareTable } from './compare-table.tsx';
import { BYTES_WORDS, countWords } from './compare-words.ts';
import { PlanDialog } from './plan-dialog.tsx';

/** Two images side by side; properties can be taken over from one to the other. */
export function CompareSheet() {
  const pair = useCompareStore((state) => state.pair);
  if (pair === undefined) return null;
  return <Compare key={pair.map(imageKey).sort().join()} pair={pair} />;
}

/** What is wished of each image, by field, and the image as it was seen when that began. */
interface Wished {
  readonly seen: Image;
  readonly wishes: ReadonlyMap<string, FieldWish>;
}

type WishedOf = Readonly<Record<string, Wished>>;

function Compare({ pair }: { readonly pair: Pair }) {
  const [wished, setWished] = useState<WishedOf>({});
  const [onlyDiffering, setOnlyDiffering] = useState(false);
  const [previewing, setPreviewing] = useState(false);
  const [left, right] = [useNow(pair[0]), useNow(pair[1])];
  const now: Pair = [left, right];
  const edits = { left: useImageEdit(left), right: useImageEdit(right) };
  const all = compareImages(now);
  const shown = onlyDiffering ? onlyDifferences(all) : all;
  const plans = { left: planOf(wished, left), right: planOf(wished, right) };
  const orders = [...plans.left.orders, ...plans.right.orders];
  const busy = edits.left.busy || edits.right.busy;
  const wish = (side: Side, field: string, wanted: FieldWish | undefined): void => {
    const image = side === 'left' ? left : right;
    setWished((held) => withWish(held, image, field, wanted));
  };
  const save = async (): Promise<void> => {
    for (const side of ['left', 'right'] as const) {
      const [order] = plans[side].orders;
      if (order === undefined) continue;
      if (!(await edits[side].submit(order.edit, order.image))) return;
      setWished((held) => without(held, order.image));
    }
    closeCompare();
  };
  return (
    <ModalDialog
      width="large"
      className="compare-sheet"
      title="Two images side by side"
      onClose={closeCompare}
      dismissable={!busy}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {changeWords(plans.left, plans.right)}
          </span>
          {orders.length > 0 && <Button onPress={() => setPreviewing(true)}>Preview requests</Button>}
          <Button onPress={closeCompare}>{orders.length === 0 ? 'Close' : 'Cancel'}</Button>
          {orders.length > 0 && (
            <Button variant="primary" isPending={busy} onPress={() => void save()}>
              {orders.every(({ queued }) => queued) ? 'Queue edit' : 'Save'}
            </Button>
          )}
        </>
      }
    >
      <EditTrouble pending={edits.left} onSettled={() => setWished((held) => without(held, left))} />
      <EditTrouble pending={edits.right} onSettled={() => setWished((held) => without(held, right))} />
      <div className="compare-bar">
        <p>
          {BYTES_WORDS[sameBytes(now)]} <span role="status">{countWords(all)}</span>
        </p>
        <SwitchInput label="Only differences" value={onlyDiffering} onChange={setOnlyDiffering} />
        <Button size="small" onPress={swapCompare} tip="Put the second first">
          <ArrowLeftRight size={13} aria-hidden="true" />
          Swap
        </Button>
      </div>
      <CompareTable
        pair={now}
        heads={[<Head key="left" image={left} />, <Head key="right" image={right} />]}
        sections={shown}
        wishesOf={(side) => wished[imageKey(side === 'left' ? left : right)]?.wishes}
        busy={busy}
        onWish={wish}
      />
      {previewing && (
        <PlanDialog plan={{ orders, leftOut: [], unchanged: 0 }} onClose={() => setPreviewing(false)} />
      )}
    </ModalDialog>
  );
}

function Head({ image }: { readonly image: Image }) {
  return (
    <span className="compare-head">
      <Plain className="image-name">{named(image.name, image.id)}</Plain>
      <CloudName name={image.connection} color={useConnectionColor(image.connection)} />
    </span>
  );
}

/** The newer copy, once what was sent is answered. */
function useNow(image: Image): Image {
  return useCatalogStore(({ selection }) => selection.images.get(imageKey(image))) ?? image;
}

function planOf(wished: WishedOf, image: Image): ManyPlan {
  const held = wished[imageKey(image)];
  if (held === undefined) return { orders: [], leftOut: [], unchanged: 0 };
  return planMany([held.seen], [...held.wishes.values()], cloudNow);
}

function withWish(held: WishedOf, image: Image, field: string, wanted: FieldWish | undefined): WishedOf {
  const key = imageKey(image);
  const { seen, wishes: before } = held[key] ?? { seen: image, wishes: new Map<string, FieldWish>() };
  const wishes = new Map(before);
  if (wanted === undefined) wishes.delete(field);
  else wishes.set(field, wanted);
  return wishes.size === 0 ? without(held, image) : { ...held, [key]: { seen, wishes } };
}

function without(held: WishedOf, image: Image): WishedOf {
  const { [imageKey(image)]: _settled, ...rest } = held;
  return rest;
}

function changeWords(left: ManyPlan, right: ManyPlan): string {
  const count = ({ orders }: ManyPlan): number =>
    orders.reduce((sum, { edit }) => sum + Object.keys(edit.setProperties ?? {}).length, 0);
  const words = [
    count(left) > 0 && `${changes(count(left))} to the first`,
    count(right) > 0 && `${changes(count(right))} to the second`,
  ].filter((part) => typeof part === 'string');
  return words.length === 0 ? 'Arrows take a property over to the other image.' : `${words.join(', ')}.`;
}

function changes(count: number): string {
  return count === 1 ? 'One change' : `${count} changes`;
}
