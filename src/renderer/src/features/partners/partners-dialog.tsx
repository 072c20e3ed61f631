import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Partner } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot, CloudName } from '../../ui/cloud-name.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { groupPartners, type PartnerGroup } from './partner-clouds.ts';
import { PartnerForm } from './partner-form.tsx';
import { PartnerImport } from './partner-import.tsx';
import {
  addPartners,
  changePartner,
  closePartners,
  nextColor,
  type PartnerStart,
  removePartner,
  usePartners,
} from './partners-store.ts';

/** What stands above the list: a form, the import, or nothing. */
type Task =
  | { readonly type: 'add'; readonly start: PartnerStart }
  | { readonly type: 'change'; readonly partner: Partner }
  | { readonly type: 'import' };

/** The address book, while it is open. */
export function PartnersDialog() {
  const dialog = usePartners((state) => state.dialog);
  return dialog === undefined ? null : <AddressBook add={dialog.add} />;
}

function AddressBook({ add }: { readonly add: PartnerStart | undefined }) {
  const { partners, error } = usePartners();
  const list = useConnectionsStore((state) => state.list) ?? [];
  const [task, setTask] = useState<Task | undefined>(add && { type: 'add', start: add });
  const groups = groupPartners(partners, list);
  return (
    <ModalDialog
      title="Address book"
      className="partners"
      onClose={closePartners}
      footer={
        <>
          <Button reason={task && 'Finish what is open first'} onPress={() => setTask({ type: 'import' })}>
            Import from members seen…
          </Button>
          <span className="dialog-foot-text" />
          <Button
            reason={task && 'Finish what is open first'}
            onPress={() => setTask({ type: 'add', start: {} })}
          >
            Add partner…
          </Button>
          <Button variant="primary" onPress={closePartners}>
            Close
          </Button>
        </>
      }
    >
      <p className="muted">
        Names of your own for projects and users that you share images with. They are kept on this computer;
        the clouds are told nothing.
      </p>
      {error !== undefined && (
        <Notice tone="bad" alert>
          {sayThrown(error, 'partners.list').message}
        </Notice>
      )}
      {task !== undefined && <TaskPart task={task} partners={partners} onEnd={() => setTask(undefined)} />}
      {partners.length === 0 && task === undefined && (
        <p className="partners-empty">
          Nobody is in it yet. Add a partner by their project’s id, or take those whom your images are shared
          with.
        </p>
      )}
      {groups.map((group) => (
        <Group
          key={group.connection ?? ''}
          group={group}
          onChange={(partner) => setTask({ type: 'change', partner })}
        />
      ))}
    </ModalDialog>
  );
}

interface TaskPartProps {
  readonly task: Task;
  readonly partners: readonly Partner[];
  readonly onEnd: () => void;
}

function TaskPart({ task, partners, onEnd }: TaskPartProps) {
  if (task.type === 'import') return <PartnerImport onDone={onEnd} />;
  const existing = task.type === 'change' ? task.partner : undefined;
  const { memberId = '', connection = null, name = '' } = task.type === 'add' ? task.start : {};
  return (
    <PartnerForm
      key={existing === undefined ? 'new' : `${existing.connection}/${existing.memberId}`}
      start={existing ?? { memberId, connection, name, color: nextColor(partners) }}
      existing={existing}
      onCancel={onEnd}
      onSave={async (partner) => {
        await (existing === undefined ? addPartners([partner]) : changePartner(existing, partner));
        onEnd();
      }}
    />
  );
}

interface GroupProps {
  readonly group: PartnerGroup;
  readonly onChange: (partner: Partner) => void;
}

function Group({ group, onChange }: GroupProps) {
  const { connection, here, color, partners } = group;
  return (
    <section
      className="partner-group"
      aria-label={connection === null ? 'Any cloud' : visibleText(connection)}
    >
      <h3>
        {connection === null ? (
          'Any cloud'
        ) : here ? (
          <CloudName name={connection} color={color ?? 0} />
        ) : (
          <>
            <Plain>{connection}</Plain> <small className="muted">not here now; its partners are kept</small>
          </>
        )}
      </h3>
      <ul>
        {partners.map((partner) => (
          <Line key={partner.memberId} partner={partner} onChange={() => onChange(partner)} />
        ))}
      </ul>
    </section>
  );
}

function Line({ partner, onChange }: { readonly partner: Partner; readonly onChange: () => void }) {
  const name = visibleText(partner.name);
  return (
    <li className="partner-line">
      <CloudDot color={partner.color} />
      <Plain className="partner-title">{partner.name}</Plain>
      <Plain className="mono muted partner-line-id">{partner.memberId}</Plain>
      <CopyButton text={partner.memberId} what={`id of ${name}`} />
      <Button variant="icon" size="small" aria-label={`Change ${name}`} tip="Change" onPress={onChange}>
        <Pencil size={13} aria-hidden="true" />
      </Button>
      <Button
        variant="icon"
        size="small"
        aria-label={`Remove ${name}`}
        tip="Remove from the address book"
        onPress={() => attempt('partners.remove', () => removePartner(partner))}
      >
        <Trash2 size={13} aria-hidden="true" />
      </Button>
    </li>
  );
}
