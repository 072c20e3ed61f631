import { useMemo, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnection, useConnectionColor } from '../connections/connections-store.ts';
import { withWaitingEdit } from '../edits/edits-store.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { WaitingWords } from '../inspector/waiting-words.tsx';
import { DiscardQuestion } from './discard-question.tsx';
import { MetadataPanes } from './metadata-panes.tsx';
import { closeMetadata, useMetadataStore } from './metadata-store.ts';
import { type PropertyRules, saveProblem, usePropertyRules } from './property-rules.ts';
import { RequestsDialog } from './requests-dialog.tsx';
import { useKnownProperties } from './use-known-properties.ts';
import {
  changeWords,
  copyEdit,
  type Entry,
  entriesOf,
  type WorkingCopy,
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
  const [asking, setAsking] = useState<'preview' | 'discard'>();
  const { base } = copy;
  const color = useConnectionColor(base.connection);
  const pending = useImageEdit(base);
  const properties = useKnownProperties(base.connection);
  const rules = usePropertyRules(base, properties);
  const entries = useMemo(() => entriesOf(copy), [copy]);
  const written = useMemo(() => asWritten(copy, entries, rules), [copy, entries, rules]);
  const edit = copyEdit(written);
  const nothing = written.wishes.size === 0 ? 'Nothing changed yet' : undefined;
  const against = rules.reasons.set;
  const reason = against ?? nothing ?? saveProblem(rules, entries);
  const close = (): void => (copy.wishes.size === 0 ? closeMetadata() : setAsking('discard'));
  const stay = (): void => setAsking(undefined);
  const save = async (): Promise<void> => {
    if (await pending.submit(edit)) closeMetadata();
  };
  return (
    <ModalDialog
      width="large"
      className="metadata-sheet"
      title={
        <>
          Metadata of <Plain>{named(base.name, base.id)}</Plain>
        </>
      }
      aside={<CloudName name={base.connection} color={color} />}
      onClose={close}
      dismissable={!pending.busy}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {changeWords(copy)}
          </span>
          <Button reason={reason} onPress={() => setAsking('preview')}>
            Preview requests
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
      {against !== undefined && <Notice tone="info">Only to look at. {visibleText(against)}</Notice>}
      <MetadataPanes copy={copy} entries={entries} properties={properties} rules={rules} onChange={setCopy} />
      {asking === 'preview' && <RequestsDialog image={base} edit={edit} onClose={stay} />}
      {asking === 'discard' && (
        <DiscardQuestion words={changeWords(copy)} onStay={stay} onDiscard={closeMetadata} />
      )}
    </ModalDialog>
  );
}

/** Values in the spelling in which they are written: what a person meant, not how they typed it. */
function asWritten(copy: WorkingCopy, entries: readonly Entry[], rules: PropertyRules): WorkingCopy {
  return entries.reduce((held, { key, value, before, state }) => {
    if (state === 'kept' || state === 'removed' || typeof value !== 'string') return held;
    const checked = rules.check(key, value, before);
    return 'value' in checked ? withProperty(held, key, checked.value) : held;
  }, copy);
}
