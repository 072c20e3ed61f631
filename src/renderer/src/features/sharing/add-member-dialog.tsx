import { type FormEvent, useState } from 'react';
import type { ConnectionKind } from '#shared/model/index.ts';
import { SHARING_GRID_ID } from '../../app/focus-places.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { type Choice, SelectInput, TextInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { kindWords } from '../inspector/member-words.ts';
import { openPartners } from '../partners/partners-store.ts';
import { addColumn, showSharingDialog } from './sharing-store.ts';
import type { Matrix } from './use-matrix.ts';

const ID_LABELS: Partial<Readonly<Record<ConnectionKind, string>>> = {
  glance: 'Project id',
  plankton: 'User id or e-mail',
  djinn: 'User name',
};

/** Adds a column: for a member by id, or by the name of somebody in the address book. */
export function AddMemberDialog({ matrix: { clouds, columns } }: { readonly matrix: Matrix }) {
  const list = useConnectionsStore((state) => state.list) ?? [];
  const known = useConnectionsStore((state) => state.known);
  const able = list.filter(
    ({ profile }) =>
      clouds.includes(profile.name) && known[profile.name]?.operations['member.add'].supported !== false,
  );
  const [cloud, setCloud] = useState(able[0]?.profile.name);
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const kind = able.find(({ profile }) => profile.name === cloud)?.profile.kind;
  const label = (kind && ID_LABELS[kind]) ?? 'Member id';
  const close = (): void => {
    showSharingDialog(undefined);
    setTimeout(() => document.getElementById(SHARING_GRID_ID)?.focus());
  };
  const add = (event?: FormEvent): void => {
    event?.preventDefault();
    const asked = text.trim();
    if (cloud === undefined || asked === '') {
      setError(`${label} is needed`);
      return;
    }
    if (known[cloud]?.account === asked) {
      setError('That is this connection itself: it sees its images anyway');
      return;
    }
    const same = columns.find(
      ({ connection, memberId, name }) =>
        connection === cloud && (memberId === asked || name?.toLowerCase() === asked.toLowerCase()),
    );
    if (same === undefined) addColumn(cloud, asked);
    close();
  };
  const choices: readonly Choice<string>[] = able.map(({ profile }) => ({
    value: profile.name,
    label: profile.name,
    before: <CloudDot color={profile.color} />,
  }));
  return (
    <ModalDialog
      title="Add member"
      width="small"
      onClose={close}
      footer={
        <>
          <Button
            variant="quiet"
            onPress={() => {
              showSharingDialog(undefined);
              openPartners({
                connection: cloud ?? null,
                ...(text.trim() === '' ? {} : { memberId: text.trim() }),
              });
            }}
          >
            Address book…
          </Button>
          <span className="spacer" />
          <Button onPress={close}>Cancel</Button>
          <Button
            variant="primary"
            reason={able.length === 0 ? 'No cloud here knows members' : undefined}
            onPress={() => add()}
          >
            Add column
          </Button>
        </>
      }
    >
      <form className="preview" onSubmit={add}>
        {choices.length > 1 && (
          <SelectInput label="Cloud" value={cloud} choices={choices} onChange={setCloud} />
        )}
        <TextInput
          label={label}
          value={text}
          onChange={(value) => {
            setText(value);
            setError(undefined);
          }}
          error={error}
          hint={`Nothing is sent yet: it becomes a column. ${kindWords(kind) ?? ''}`}
          maxLength={255}
          mono
          autoFocus
        />
      </form>
    </ModalDialog>
  );
}
