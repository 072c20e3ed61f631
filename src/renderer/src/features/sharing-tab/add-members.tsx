import { X } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Tag, TagGroup, TagList } from 'react-aria-components';
import type { Capabilities, ConnectionKind, Image, Member } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { type KnownMember, knownMembers } from '../partners/known-members.ts';
import { usePartnersOf } from '../partners/partners-store.ts';
import { keepFocus } from './keep-focus.ts';
import { MemberCombo } from './member-combo.tsx';
import { memberIdProblem } from './member-id-problem.ts';
import { PreviewPart } from './preview-part.tsx';
import { addMembers } from './share-actions.ts';
import { addStep } from './sharing-facts.ts';
import { ADDED_WORDS, MEMBER_PLACEHOLDERS, membersWord } from './sharing-words.ts';

/** Members that one call takes. */
const AT_ONCE = 128;

interface AddMembersProps {
  readonly image: Image;
  readonly kind: ConnectionKind | undefined;
  readonly known: Capabilities | undefined;
  readonly members: readonly Member[];
  /** Why nobody can be added now. */
  readonly reason: string | undefined;
  /** They were added: the receivers can be told. */
  readonly onAdded: (members: readonly string[]) => void;
}

/** Shares the image with some more: by id, or out of the address book; what it means first. */
export function AddMembers({ image, kind, known, members, reason, onAdded }: AddMembersProps) {
  const { connection, id } = image;
  const partners = usePartnersOf(connection);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [met, setMet] = useState<readonly KnownMember[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [problem, setProblem] = useState<string>();
  const makeShared = addStep(image, kind, known) === 'make-shared';
  const present = new Set(members.map(({ memberId }) => memberId));
  const taken = new Set([...present, ...chosen, ...(known?.account ? [known.account] : [])]);
  const choose = (ids: readonly string[]): void => {
    const fresh = [...new Set(ids)].filter((each) => !taken.has(each));
    setProblem(
      fresh.length < new Set(ids).size
        ? ids.some((each) => each === known?.account)
          ? 'It is yours: nobody shares with themselves.'
          : 'Some are there already, and are left out.'
        : chosen.length + fresh.length > AT_ONCE
          ? `At most ${AT_ONCE} at once.`
          : undefined,
    );
    setChosen([...chosen, ...fresh].slice(0, AT_ONCE));
  };
  const share = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await addMembers({ image, kind, members: chosen }, makeShared);
      setChosen([]);
      onAdded(chosen);
      keepFocus();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const left = chosen.filter((memberId) => !present.has(memberId));
  return (
    <section className="add-members" aria-label="Share with more">
      <MemberCombo
        placeholder={(kind && MEMBER_PLACEHOLDERS[kind]) ?? 'Id, or a partner'}
        sources={{ connection, partners, known: met, taken }}
        isDisabled={reason !== undefined}
        onAdd={choose}
        onBack={() => setChosen(chosen.slice(0, -1))}
        onOpen={() => void knownMembers([connection]).then(setMet, () => undefined)}
      />
      {reason !== undefined && <p className="field-hint">{reason}</p>}
      {problem !== undefined && (
        <p className="field-hint" role="status">
          {problem}
        </p>
      )}
      {chosen.length > 0 && <Chosen connection={connection} chosen={chosen} onChange={setChosen} />}
      <IdWarnings kind={kind} chosen={left} connection={connection} />
      {error !== undefined && <AddTrouble error={error} />}
      {left.length > 0 && (
        <>
          {makeShared && <MakeSharedWords />}
          <PreviewPart image={image} order={{ connection, id, add: left, makeShared }} />
          <div className="add-members-foot">
            <span className="muted">{kind && ADDED_WORDS[kind]}</span>
            <Button
              variant="primary"
              size="small"
              isPending={busy}
              reason={reason}
              onPress={() => void share()}
            >
              {makeShared ? 'Make it shared, with ' : 'Share with '}
              {membersWord(kind, left.length)}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

/** What it means that a private image becomes shared: said before it is asked for. */
function MakeSharedWords() {
  return (
    <Notice tone="warning">
      <strong>It is private: it becomes shared first.</strong> Then its own project and its members can use
      it, and nobody else. Members that it had before it became private can use it again, too.
    </Notice>
  );
}

interface ChosenProps {
  readonly connection: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Chosen({ connection, chosen, onChange }: ChosenProps) {
  const partners = usePartnersOf(connection);
  return (
    <TagGroup
      aria-label="Chosen"
      onRemove={(keys) => onChange(chosen.filter((memberId) => !keys.has(memberId)))}
    >
      <TagList className="tokens chosen-members">
        {chosen.map((memberId) => {
          const partner = partners.find((each) => each.memberId === memberId);
          const name = visibleText(partner?.name ?? memberId);
          return (
            <Tag key={memberId} id={memberId} textValue={name} className="token">
              {partner !== undefined && <CloudDot color={partner.color} />}
              <bdi className="plain" title={visibleText(memberId)}>
                {name}
              </bdi>
              <AriaButton slot="remove" className="token-remove" aria-label={`Leave out ${name}`}>
                <X size={11} aria-hidden="true" />
              </AriaButton>
            </Tag>
          );
        })}
      </TagList>
    </TagGroup>
  );
}

interface IdWarningsProps {
  readonly kind: ConnectionKind | undefined;
  readonly chosen: readonly string[];
  readonly connection: string;
}

/** Whom a person called by a name of their own, they know. */
function IdWarnings({ kind, chosen, connection }: IdWarningsProps) {
  const partners = usePartnersOf(connection);
  const strange = chosen.filter((memberId) => !partners.some((each) => each.memberId === memberId));
  return strange.map((memberId) => {
    const problem = memberIdProblem(kind, memberId);
    return problem === undefined ? null : (
      <Notice key={memberId} tone="warning" status>
        <bdi className="mono">{visibleText(memberId)}</bdi> {problem}
      </Notice>
    );
  });
}

/** A member that is there already, a limit, a refusal: in the service's own reasons. */
function AddTrouble({ error }: { readonly error: unknown }) {
  const said = sayThrown(error, 'members.add');
  return (
    <Notice tone="bad" alert>
      <strong>{said.title}.</strong> {visibleText(said.message)} {visibleText(said.hint)}
    </Notice>
  );
}
