import { useEffect, useMemo, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import type { ConnectionState, Partner } from '#shared/model/index.ts';
import { knowsSameMembers, partnersOf } from '#shared/partners/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor, useConnectionsStore } from '../connections/connections-store.ts';
import { type KnownMember, knownMembers } from './known-members.ts';
import { memberClouds } from './partner-clouds.ts';
import { addPartners, nextColor, usePartners } from './partners-store.ts';

const keyOf = ({ connection, memberId }: KnownMember): string => `${connection}/${memberId}`;

/** Those whom images are shared with, or who share some, and who are not in the address book yet. */
export function PartnerImport({ onDone }: { readonly onDone: () => void }) {
  const partners = usePartners((state) => state.partners);
  const [known, setKnown] = useState<readonly KnownMember[]>();
  const [error, setError] = useState<unknown>();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const list = useConnectionsStore.getState().list ?? [];
    knownMembers(memberClouds(list).map(({ profile }) => profile.name)).then(setKnown, setError);
  }, []);
  const list = useConnectionsStore((state) => state.list);
  const fresh = useMemo(() => strangers(known ?? [], partners, list ?? []), [known, partners, list]);
  const nameOf = (member: KnownMember): string => names.get(keyOf(member)) ?? member.name ?? '';
  const chosen = fresh.filter((member) => !left.has(keyOf(member)) && nameOf(member).trim() !== '');
  const add = async (): Promise<void> => {
    setBusy(true);
    const added: Partner[] = [];
    for (const member of chosen) {
      const { memberId, connection } = member;
      const color = nextColor([...partners, ...added]);
      added.push({ memberId, connection, name: nameOf(member).trim().slice(0, 80), color });
    }
    await addPartners(added);
    onDone();
  };
  return (
    <section className="partner-import" aria-label="Members seen">
      <h3>Seen in your clouds</h3>
      {error !== undefined && (
        <Notice tone="bad" alert>
          {sayThrown(error, 'catalog.members').message}
        </Notice>
      )}
      {known === undefined && error === undefined && <p className="muted">Looking through the catalogue…</p>}
      {known !== undefined && fresh.length === 0 && (
        <p className="muted">Everybody who was seen is in the address book. No service was asked.</p>
      )}
      {fresh.length > 0 && (
        <>
          <p className="muted">Give a name to those you know. The others are left out.</p>
          <ul className="partner-import-rows">
            {fresh.map((member) => (
              <ImportRow
                key={keyOf(member)}
                member={member}
                name={nameOf(member)}
                taken={!left.has(keyOf(member))}
                onName={(name) => setNames(new Map(names).set(keyOf(member), name))}
                onTake={(taken) => {
                  const next = new Set(left);
                  if (taken) next.delete(keyOf(member));
                  else next.add(keyOf(member));
                  setLeft(next);
                }}
              />
            ))}
          </ul>
        </>
      )}
      <div className="partner-form-foot">
        <Button size="small" onPress={onDone}>
          {fresh.length > 0 ? 'Cancel' : 'Back'}
        </Button>
        {fresh.length > 0 && (
          <Button
            size="small"
            variant="primary"
            isPending={busy}
            reason={chosen.length === 0 ? 'Nobody has a name yet' : undefined}
            onPress={() => void add()}
          >
            {chosen.length === 1 ? 'Add 1 partner' : `Add ${formatCount(chosen.length)} partners`}
          </Button>
        )}
      </div>
    </section>
  );
}

/** Those whom the address book does not know where they were seen; in one cloud each once. */
function strangers(
  known: readonly KnownMember[],
  partners: readonly Partner[],
  list: readonly ConnectionState[],
): readonly KnownMember[] {
  const profiles = new Map(list.map(({ profile }) => [profile.name, profile]));
  const isSameCloud = (one: string, other: string): boolean => {
    const [first, second] = [profiles.get(one), profiles.get(other)];
    return first !== undefined && second !== undefined && knowsSameMembers(first, second);
  };
  const books = new Map(list.map(({ profile: { name } }) => [name, partnersOf(partners, name, list)]));
  return known.filter(
    ({ memberId, connection }, index) =>
      books.get(connection)?.some((partner) => partner.memberId === memberId) !== true &&
      !known
        .slice(0, index)
        .some((before) => before.memberId === memberId && isSameCloud(before.connection, connection)),
  );
}

interface ImportRowProps {
  readonly member: KnownMember;
  readonly name: string;
  readonly taken: boolean;
  readonly onName: (name: string) => void;
  readonly onTake: (taken: boolean) => void;
}

function ImportRow({ member, name, taken, onName, onTake }: ImportRowProps) {
  const { memberId, connection, images, owned } = member;
  const color = useConnectionColor(connection);
  return (
    <li className="partner-import-row">
      <Checkbox
        className="checkbox"
        aria-label={`Take ${visibleText(memberId)}`}
        isSelected={taken}
        onChange={onTake}
      >
        <span className="checkbox-box" aria-hidden="true" />
      </Checkbox>
      <TextInput
        label={`Name for ${visibleText(memberId)}`}
        hideLabel
        placeholder="Name"
        maxLength={80}
        value={name}
        onChange={onName}
      />
      <span className="partner-import-who">
        <Plain className="mono" title={visibleText(memberId)}>
          {memberId.includes('@') ? memberId : shortId(memberId)}
        </Plain>
        <small className="muted">
          <CloudName name={connection} color={color} />
          {metWords(images, owned)}
        </small>
      </span>
    </li>
  );
}

function metWords(images: number, owned: number): string {
  const parts = [
    images > 0 && `sees ${formatCount(images)} of yours`,
    owned > 0 && `shares ${formatCount(owned)} with you`,
  ].filter((part) => part !== false);
  return parts.join(', ');
}
