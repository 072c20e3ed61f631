import { type FormEvent, useId, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { KIND_LABELS, type Partner } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { type Choice, SelectInput, TextInput } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { memberClouds, othersOfCloud } from './partner-clouds.ts';
import { partnerProblems } from './partner-problems.ts';
import { usePartners } from './partners-store.ts';

const COLOR_NAMES = ['Teal', 'Violet', 'Orange', 'Green', 'Pink', 'Blue', 'Amber', 'Sea green'] as const;
/** No connection has this name: it has a slash. */
const ANY = '/any';

interface PartnerFormProps {
  /** As the form begins. */
  readonly start: Partner;
  /** The entry that is changed; `undefined` for a new one. */
  readonly existing: Partner | undefined;
  readonly onSave: (partner: Partner) => Promise<unknown>;
  readonly onCancel: () => void;
}

/** Somebody's name, id, cloud and colour. */
export function PartnerForm({ start, existing, onSave, onCancel }: PartnerFormProps) {
  const [draft, setDraft] = useState(start);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const partners = usePartners((state) => state.partners);
  const titleId = useId();
  const problems = partnerProblems(draft, existing, partners);
  // Once it is saved it is in the address book: that is no mistake.
  const told = asked && !busy;
  const set = (patch: Partial<Partner>): void => setDraft({ ...draft, ...patch });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAsked(true);
    if (busy || problems.name !== undefined || problems.memberId !== undefined) return;
    setBusy(true);
    try {
      await onSave({ ...draft, name: draft.name.trim(), memberId: draft.memberId.trim() });
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return (
    <form className="partner-form" aria-labelledby={titleId} onSubmit={(event) => void submit(event)}>
      <h3 id={titleId}>{existing === undefined ? 'New partner' : `Change ${visibleText(existing.name)}`}</h3>
      {error !== undefined && (
        <Notice tone="bad" alert>
          {sayThrown(error, 'partners.save').message}
        </Notice>
      )}
      <div className="form-grid">
        <TextInput
          label="Name"
          autoFocus
          maxLength={80}
          value={draft.name}
          error={told ? problems.name : undefined}
          onChange={(name) => set({ name })}
        />
        <CloudChoice value={draft.connection} onChange={(connection) => set({ connection })} />
        <TextInput
          className="span-2"
          label="Id, as the service knows them"
          mono
          maxLength={255}
          value={draft.memberId}
          hint="A project’s id in Glance, a user’s UUID in Plankton, a user name in Djinn CI."
          error={told ? problems.memberId : undefined}
          onChange={(memberId) => set({ memberId })}
        />
        <ColorChoice value={draft.color} onChange={(color) => set({ color })} />
      </div>
      <div className="partner-form-foot">
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
        <Button size="small" variant="primary" type="submit" isPending={busy}>
          {existing === undefined ? 'Add' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

interface CloudChoiceProps {
  readonly value: string | null;
  readonly onChange: (connection: string | null) => void;
}

function CloudChoice({ value, onChange }: CloudChoiceProps) {
  const list = useConnectionsStore((state) => state.list) ?? [];
  const clouds = memberClouds(list);
  const same = value === null ? [] : othersOfCloud(value, list);
  const choices: Choice<string>[] = [
    { value: ANY, label: 'Any cloud' },
    ...clouds.map(({ profile }) => ({
      value: profile.name,
      label: visibleText(profile.name),
      note: KIND_LABELS[profile.kind],
      before: <CloudDot color={profile.color} />,
    })),
  ];
  if (value !== null && !clouds.some(({ profile }) => profile.name === value)) {
    choices.push({ value, label: visibleText(value), note: 'not here now' });
  }
  return (
    <SelectInput
      label="Cloud"
      value={value ?? ANY}
      choices={choices}
      hint={
        same.length === 0
          ? undefined
          : `The same cloud as ${same.map(visibleText).join(', ')}: known there too.`
      }
      onChange={(chosen) => onChange(chosen === ANY ? null : chosen)}
    />
  );
}

interface ColorChoiceProps {
  readonly value: number;
  readonly onChange: (color: number) => void;
}

function ColorChoice({ value, onChange }: ColorChoiceProps) {
  return (
    <RadioGroup
      className="color-choice span-2"
      orientation="horizontal"
      value={String(value)}
      onChange={(chosen) => onChange(Number(chosen))}
    >
      <Label className="label">Colour</Label>
      <div className="color-choices">
        {COLOR_NAMES.map((name, color) => (
          <Radio key={name} value={String(color)} className="color-option" aria-label={name}>
            <CloudDot color={color} />
          </Radio>
        ))}
        <span className="muted">{COLOR_NAMES[value]}</span>
      </div>
    </RadioGroup>
  );
}
