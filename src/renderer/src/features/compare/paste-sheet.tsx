import { useMemo, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { imagesWord } from '../catalog/group-words.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { withWaitingEdit } from '../edits/edits-store.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { ManyNotices } from '../many/many-notices.tsx';
import type { ManyPlan } from '../many/many-plan.ts';
import { runManyEdits } from '../many/many-run.ts';
import { cloudNow } from '../many/many-store.ts';
import { outcomeOf, totals, usualChoice } from './paste-outcome.ts';
import { OutcomeWords, PerImage } from './paste-outcome-words.tsx';
import { PasteSource } from './paste-source.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import { PropertyChoice } from './property-choice.tsx';
import {
  type CopiedProperties,
  closePaste,
  type PropertySet,
  readPropertySet,
  useClipboardStore,
} from './property-clipboard.ts';
import { planProperties } from './property-wishes.ts';

/** Lays copied properties over images: what is added and what goes is shown before anything is sent. */
export function PasteSheet() {
  const images = useClipboardStore((state) => state.pasting);
  const [first] = images ?? [];
  if (images === undefined || first === undefined) return null;
  return <Paste key={images.map(imageKey).join()} images={images} first={first} />;
}

function Paste({ images, first }: { readonly images: readonly Image[]; readonly first: Image }) {
  const copied = useClipboardStore((state) => state.copied);
  const [typed, setTyped] = useState<string | undefined>(copied === undefined ? '' : undefined);
  const read = typed === undefined ? undefined : readPropertySet(typed);
  const properties = usePropertySet(copied, typed);
  const [left, setLeft] = useState<ReadonlySet<string>>();
  const chosen = useMemo(
    () =>
      left === undefined
        ? usualChoice(properties)
        : new Set(Object.keys(properties).filter((key) => !left.has(key))),
    [properties, left],
  );
  const [previewing, setPreviewing] = useState(false);
  const plan = usePlan(images, properties, chosen);
  const pending = useImageEdit(first);
  const many = images.length > 1;
  const nothing = plan.orders.length === 0 ? nothingReason(chosen.size, plan) : undefined;
  const paste = (): void => {
    const [order] = plan.orders;
    if (many) {
      closePaste();
      attempt('images.edit', () => pasteIntoMany(plan));
    } else if (order !== undefined) {
      void pending.submit(order.edit, order.image).then((done) => done && closePaste());
    }
  };
  return (
    <ModalDialog
      width="large"
      className="paste-sheet"
      title={
        many ? (
          `Paste properties into ${imagesWord(images.length)}`
        ) : (
          <>
            Paste properties into <Plain>{named(first.name, first.id)}</Plain>
          </>
        )
      }
      onClose={closePaste}
      dismissable={!pending.busy}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {totalWords(plan)}
          </span>
          <Button reason={nothing} onPress={() => setPreviewing(true)}>
            Preview requests
          </Button>
          <Button onPress={closePaste}>Cancel</Button>
          <Button variant="primary" isPending={pending.busy} reason={nothing} onPress={paste}>
            {plan.orders.length > 0 && plan.orders.every(({ queued }) => queued) ? 'Queue edit' : 'Paste'}
          </Button>
        </>
      }
    >
      <EditTrouble pending={pending} onSettled={closePaste} />
      <PasteSource copied={copied} typed={typed} onTyped={setTyped} problem={problemOf(typed, read)} />
      {Object.keys(properties).length > 0 && (
        <PropertyChoice
          label="Properties to paste"
          properties={properties}
          chosen={chosen}
          onChoose={(next) => setLeft(new Set(Object.keys(properties).filter((key) => !next.has(key))))}
          outcome={(key) =>
            chosen.has(key) ? (
              <OutcomeWords
                outcome={outcomeOf(plan, images, key)}
                name={key}
                many={many}
                refused={plan.leftOut.find(({ field }) => field === `property.${key}`)?.reason}
              />
            ) : null
          }
        />
      )}
      {(many || plan.orders.some(({ queued }) => queued)) && <ManyNotices plan={plan} />}
      {many && plan.orders.length > 0 && <PerImage plan={plan} />}
      {previewing && <PlanDialog plan={plan} onClose={() => setPreviewing(false)} />}
    </ModalDialog>
  );
}

function usePropertySet(copied: CopiedProperties | undefined, typed: string | undefined): PropertySet {
  return useMemo(() => {
    if (typed === undefined) return copied?.properties ?? {};
    const read = readPropertySet(typed);
    return 'properties' in read ? read.properties : {};
  }, [copied, typed]);
}

/** Reckoned again as clouds come and go: what is away is kept for later. */
function usePlan(images: readonly Image[], properties: PropertySet, chosen: ReadonlySet<string>): ManyPlan {
  const list = useConnectionsStore((state) => state.list);
  const capabilities = useConnectionsStore((state) => state.capabilities);
  return useMemo(() => {
    void list;
    void capabilities;
    const wanted = Object.entries(properties).filter(([key]) => chosen.has(key));
    const seen = images.map((image) => (cloudNow(image.connection).offline ? withWaitingEdit(image) : image));
    return planProperties(seen, Object.fromEntries(wanted), cloudNow);
  }, [images, properties, chosen, list, capabilities]);
}

async function pasteIntoMany(plan: ManyPlan): Promise<void> {
  await runManyEdits({
    title: `Pasting properties into ${imagesWord(plan.orders.length)}`,
    orders: plan.orders,
    doneTitle: (count) => `Properties pasted into ${imagesWord(count)}`,
  });
}

function problemOf(
  typed: string | undefined,
  read: ReturnType<typeof readPropertySet> | undefined,
): string | undefined {
  return typed === undefined || typed.trim() === '' || read === undefined || 'properties' in read
    ? undefined
    : read.problem;
}

function nothingReason(chosen: number, { leftOut }: ManyPlan): string {
  if (chosen === 0) return 'Choose at least one property';
  return leftOut.length > 0 ? 'None of them can be set there' : 'They have all of it already';
}

function totalWords(plan: ManyPlan): string {
  const { added, replaced } = totals(plan);
  if (added + replaced === 0) return 'Nothing would change.';
  const words = [
    added > 0 && `${formatCount(added)} added`,
    replaced > 0 && `${formatCount(replaced)} replaced`,
  ].filter((part) => typeof part === 'string');
  return `${words.join(', ')}.`;
}
