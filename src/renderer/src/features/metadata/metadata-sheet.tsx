import { useMemo, useRef, useState } from 'react';
import { propertyField } from '#shared/edits/index.ts';
import type { Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { useConnection, useConnectionColor } from '../connections/connections-store.ts';
import { withWaitingEdit } from '../edits/edits-store.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { WaitingWords } from '../inspector/waiting-words.tsx';
import { AboutProperty } from './about-property.tsx';
import { AvailablePane } from './available-pane.tsx';
import { DiscardQuestion } from './discard-question.tsx';
import { ExistingPane } from './existing-pane.tsx';
import { FindingsPane } from './findings-pane.tsx';
import { closeMetadata, useMetadataStore } from './metadata-store.ts';
import { OtherChanges } from './other-changes.tsx';
import { entryProblem, type PropertyRules, saveProblem, usePropertyRules } from './property-rules.ts';
import { RequestsDialog } from './requests-dialog.tsx';
import { TemplatesButton } from './templates-button.tsx';
import { startValue } from './typed-value.ts';
import { useKnownProperties } from './use-known-properties.ts';
import { useListener } from './use-listener.ts';
import {
  changeWords,
  copyEdit,
  entriesOf,
  type WorkingCopy,
  withEdit,
  withoutWish,
  withProperty,
  workingCopy,
} from './working-copy.ts';

/** The roomy editor of an image's properties; nothing where none is open. */
export function MetadataSheet() {
  const image = useMetadataStore((state) => state.image);
  return image === undefined ? null : <OpenSheet key={`${image.connection} ${image.id}`} image={image} />;
}

/**
 * What an image may have beside what it has: changes are collected, looked over, and saved as one minimal edit
 * against what was seen when the sheet was opened.
 */
function OpenSheet({ image }: { readonly image: Image }) {
  const offline = useConnection(image.connection)?.health === 'offline';
  // What waits already is laid over the image, so that it can be changed further, or back.
  const [copy, setCopy] = useState<WorkingCopy>(() => workingCopy(offline ? withWaitingEdit(image) : image));
  const [added, setAdded] = useState<string>();
  const [looked, setLooked] = useState<string>();
  const [asking, setAsking] = useState<'preview' | 'discard'>();
  const { base } = copy;
  const panes = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  useListener(panes, 'keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    if (event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    search.current?.select();
    search.current?.focus();
  });
  const pending = useImageEdit(base);
  const properties = useKnownProperties(base.connection);
  const rules = usePropertyRules(base, properties);
  const entries = useMemo(() => entriesOf(copy), [copy]);
  const taken = useMemo(
    () => new Set(entries.filter(({ state }) => state !== 'removed').map(({ key }) => key)),
    [entries],
  );
  const edit = copyEdit(asWritten(copy, rules));
  const reason = copy.wishes.size === 0 ? 'Nothing changed yet' : saveProblem(rules, entries);
  const change = (next: WorkingCopy): void => {
    setAdded(undefined);
    setCopy(next);
  };
  const close = (): void => {
    if (copy.wishes.size === 0) closeMetadata();
    else setAsking('discard');
  };
  const save = async (): Promise<void> => {
    if (await pending.submit(edit)) closeMetadata();
  };
  const add = (key: string): void => {
    const held = base.properties[key];
    setCopy(
      held === undefined
        ? withProperty(copy, key, startValue(properties.of(key)))
        : withoutWish(copy, propertyField(key)),
    );
    setAdded(key);
    setLooked(key);
  };
  const title = <Plain>{named(base.name, base.id)}</Plain>;
  return (
    <ModalDialog
      width="large"
      className="metadata-sheet"
      title={<>Metadata of {title}</>}
      aside={<CloudName name={base.connection} color={useConnectionColor(base.connection)} />}
      onClose={close}
      dismissable={!pending.busy}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {changeWords(copy)}
          </span>
          <Button reason={reason} onPress={() => setAsking('preview')}>
            Preview
          </Button>
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" isPending={pending.busy} reason={reason} onPress={() => void save()}>
            {pending.queues ? 'Queue edit' : 'Save'}
          </Button>
        </>
      }
    >
      <EditTrouble pending={pending} onSettled={closeMetadata} />
      <WaitingWords image={base} queues={pending.queues} />
      <div ref={panes} className="metadata-panes">
        <AvailablePane
          search={search}
          known={properties.known}
          taken={taken}
          keyProblem={(key) => rules.keyProblem(key, taken.size)}
          reason={rules.reasons.set}
          onAdd={add}
          onLook={setLooked}
        />
        <ExistingPane
          entries={entries}
          knownOf={properties.of}
          problemOf={(entry) => entryProblem(rules, entry)}
          reasons={rules.reasons}
          added={added}
          onValue={(key, value) => change(withProperty(copy, key, value))}
          onRemove={(key) => change(withProperty(copy, key, undefined))}
          onRevert={(key) => change(withoutWish(copy, propertyField(key)))}
          onLook={setLooked}
          actions={
            <TemplatesButton
              copy={copy}
              reason={rules.reasons.set}
              onApply={(template) => change(withEdit(copy, template))}
            />
          }
        />
        <section className="metadata-about" aria-label="What it does" aria-live="polite">
          <AboutProperty name={looked} known={looked === undefined ? undefined : properties.of(looked)} />
        </section>
        <FindingsPane
          copy={copy}
          properties={properties}
          reason={rules.reasons.set}
          onFix={(fix) => change(withEdit(copy, fix))}
        >
          <OtherChanges copy={copy} onRevert={(field) => change(withoutWish(copy, field))} />
        </FindingsPane>
      </div>
      {asking === 'preview' && (
        <RequestsDialog image={base} edit={edit} onClose={() => setAsking(undefined)} />
      )}
      {asking === 'discard' && (
        <DiscardQuestion
          words={changeWords(copy)}
          onStay={() => setAsking(undefined)}
          onDiscard={closeMetadata}
        />
      )}
    </ModalDialog>
  );
}

/** Values in the spelling in which they are written: what a person meant, not how they typed it. */
function asWritten(copy: WorkingCopy, rules: PropertyRules): WorkingCopy {
  return entriesOf(copy).reduce((held, { key, value, before, state }) => {
    if (state === 'kept' || state === 'removed' || typeof value !== 'string') return held;
    const checked = rules.check(key, value, before);
    return 'value' in checked ? withProperty(held, key, checked.value) : held;
  }, copy);
}
