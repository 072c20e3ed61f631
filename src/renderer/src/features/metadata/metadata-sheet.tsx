import { useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { useLeaveQuestion } from '../../ui/use-leave-question.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { WaitingWords } from '../inspector/waiting-words.tsx';
import { DiscardQuestion } from './discard-question.tsx';
import { LostNotice } from './lost-notice.tsx';
import { MetadataPanes } from './metadata-panes.tsx';
import { closeMetadata, useMetadataStore } from './metadata-store.ts';
import { RequestsDialog } from './requests-dialog.tsx';
import { useCollectedEdit } from './use-collected-edit.ts';
import { changeWords } from './working-copy.ts';

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
  const { copy, setCopy, entries, edit, properties, rules, lost, reason } = useCollectedEdit(image);
  const [asking, setAsking] = useState<'preview' | 'discard'>();
  const { base } = copy;
  const color = useConnectionColor(base.connection);
  const pending = useImageEdit(base);
  const against = rules.reasons.set;
  useLeaveQuestion(copy.wishes.size > 0);
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
      {lost !== undefined && <LostNotice reason={lost} copy={copy} entries={entries} />}
      {against !== undefined && <Notice tone="info">Only to look at. {visibleText(against)}</Notice>}
      <MetadataPanes copy={copy} entries={entries} properties={properties} rules={rules} onChange={setCopy} />
      {asking === 'preview' && <RequestsDialog image={base} edit={edit} onClose={stay} />}
      {asking === 'discard' && (
        <DiscardQuestion words={changeWords(copy)} onStay={stay} onDiscard={closeMetadata} />
      )}
    </ModalDialog>
  );
}
