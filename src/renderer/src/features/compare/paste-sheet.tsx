import { useMemo, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { imagesWord } from '../catalog/group-words.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { fieldWords, valueWords } from '../edits/edit-words.ts';
import { withWaitingEdit } from '../edits/edits-store.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { ManyNotices } from '../many/many-notices.tsx';
import type { ManyPlan } from '../many/many-plan.ts';
import { runManyEdits } from '../many/many-run.ts';
import { cloudNow } from '../many/many-store.ts';
import { imageOutcomes, type KeyOutcome, keyOf, outcomeOf, totals, usualChoice } from './paste-outcome.ts';
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

const IMAGES_SHOWN = 50;

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
      <Source copied={copied} typed={typed} onTyped={setTyped} problem={problemOf(typed, read)} />
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

interface SourceProps {
  readonly copied: CopiedProperties | undefined;
  readonly typed: string | undefined;
  readonly onTyped: (text: string | undefined) => void;
  readonly problem: string | undefined;
}

/** Where the properties are from: an image that was copied from, or a text. */
function Source({ copied, typed, onTyped, problem }: SourceProps) {
  if (typed === undefined) {
    return (
      <p className="paste-source">
        <span>
          Copied from{' '}
          <Plain className="image-name">{named(copied?.from?.name, copied?.from?.id ?? 'a text')}</Plain>
          {copied?.from !== undefined && (
            <>
              {' '}
              in <Plain>{copied.from.connection}</Plain>
            </>
          )}
          . What an image has besides stays.
        </span>
        <Button size="small" onPress={() => onTyped('')}>
          Paste JSON instead
        </Button>
      </p>
    );
  }
  return (
    <>
      <TextInput
        label="Properties as JSON"
        rows={6}
        mono
        autoFocus
        placeholder={'{\n  "hw_disk_bus": "virtio"\n}'}
        value={typed}
        onChange={onTyped}
        error={problem}
        hint="Copy them from an image with Copy properties, or paste the object here. What an image has besides stays."
      />
      {copied !== undefined && (
        <p>
          <Button size="small" onPress={() => onTyped(undefined)}>
            Back to what was copied
          </Button>
        </p>
      )}
    </>
  );
}

interface OutcomeWordsProps {
  readonly name: string;
  readonly outcome: KeyOutcome;
  readonly many: boolean;
  /** Why it is left out somewhere. */
  readonly refused: string | undefined;
}

function OutcomeWords({ name, outcome, many, refused }: OutcomeWordsProps) {
  const { added, replaced, replacedIn, kept } = outcome;
  const [before] = replaced;
  if (refused !== undefined && !many) return `cannot be set: ${refused}`;
  if (!many) {
    if (before !== undefined)
      return (
        <>
          replaces <s>{valueWords(`property.${name}`, before)}</s>
        </>
      );
    return added > 0 ? 'is added' : 'is so already';
  }
  const words = [
    added > 0 && `added to ${formatCount(added)}`,
    replacedIn > 0 && `replaced in ${formatCount(replacedIn)}`,
    kept > 0 && `as before in ${formatCount(kept)}`,
  ].filter((part) => typeof part === 'string');
  return words.join(', ');
}

function PerImage({ plan }: { readonly plan: ManyPlan }) {
  const outcomes = imageOutcomes(plan);
  return (
    <section className="paste-images" aria-label="What each image gets">
      <h3>What each image gets</h3>
      <ul>
        {outcomes.slice(0, IMAGES_SHOWN).map((outcome) => (
          <li key={keyOf(outcome)}>
            <span className="paste-image">
              <Plain className="image-name">{named(outcome.image.name, outcome.image.id)}</Plain>{' '}
              <Plain className="muted">{outcome.image.connection}</Plain>
            </span>
            <span>
              {outcome.added.length > 0 && <>{formatCount(outcome.added.length)} added</>}
              {outcome.added.length > 0 && outcome.replaced.length > 0 && '; '}
              {outcome.replaced.map(({ key, before, after }, index) => (
                <span key={key}>
                  {index > 0 && ', '}
                  <bdi>{fieldWords(`property.${key}`)}</bdi> <s>{valueWords(`property.${key}`, before)}</s>{' '}
                  <b>{valueWords(`property.${key}`, after)}</b>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {outcomes.length > IMAGES_SHOWN && (
        <p className="muted">and {formatCount(outcomes.length - IMAGES_SHOWN)} more</p>
      )}
    </section>
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
