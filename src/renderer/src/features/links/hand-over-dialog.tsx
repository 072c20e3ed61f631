import { useEffect, useState } from 'react';
import type { HandOff } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { SelectInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { usePartnersOf } from '../partners/partners-store.ts';
import { closeHandOver, type HandedImage, useHandOver } from './hand-over-store.ts';

/** What to give to a receiver, while its dialog is open. */
export function HandOverDialog() {
  const order = useHandOver((state) => state.order);
  if (order === undefined) return null;
  const { image, members } = order;
  return <HandOver key={`${image.connection}/${image.id}`} image={image} members={members} />;
}

interface HandOverProps {
  readonly image: HandedImage;
  readonly members: readonly string[];
}

function HandOver({ image, members }: HandOverProps) {
  const [receiver, setReceiver] = useState(members[0]);
  const { handOff, error } = useHandOff(image, receiver);
  return (
    <ModalDialog
      title={
        <>
          Hand over <Plain>{named(image.name, image.id)}</Plain>
        </>
      }
      className="hand-over"
      onClose={closeHandOver}
      footer={
        <>
          <span className="dialog-foot-text">There is no secret in any of it.</span>
          <Button variant="primary" onPress={closeHandOver}>
            Close
          </Button>
        </>
      }
    >
      <Receivers image={image} members={members} value={receiver} onChange={setReceiver} />
      {error !== undefined && (
        <Notice tone="bad" alert>
          {visibleText(sayThrown(error, 'links.make').message)} {sayThrown(error, 'links.make').hint}
        </Notice>
      )}
      {handOff !== undefined && (
        <>
          {handOff.notes.map((note) => (
            <Notice key={note} tone="info">
              {visibleText(note)}
            </Notice>
          ))}
          <Line
            title="With Argosy: a link. Opening it shows a review, and does nothing by itself."
            text={handOff.link}
            what="link"
          />
          {handOff.commands.map(({ purpose, line }) => (
            <Line key={line} title={purpose} text={line} what="line" />
          ))}
        </>
      )}
    </ModalDialog>
  );
}

/** What the application makes for one receiver. */
function useHandOff({ connection, id }: HandedImage, memberId: string | undefined) {
  const [made, setMade] = useState<{ readonly handOff?: HandOff; readonly error?: unknown }>({});
  useEffect(() => {
    let stale = false;
    call('links.make', { connection, id, ...(memberId === undefined ? {} : { memberId }) }).then(
      (handOff) => !stale && setMade({ handOff }),
      (error: unknown) => !stale && setMade({ error }),
    );
    return () => {
      stale = true;
    };
  }, [connection, id, memberId]);
  return made;
}

interface ReceiversProps {
  readonly image: HandedImage;
  readonly members: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (memberId: string | undefined) => void;
}

/** No member has an empty id. */
const ANYBODY = '';

function Receivers({ image, members, value, onChange }: ReceiversProps) {
  const partners = usePartnersOf(image.connection);
  if (members.length === 0) {
    return <p className="muted">For whomever it is shared with: the link names nobody.</p>;
  }
  const choices = members.map((memberId) => {
    const partner = partners.find((each) => each.memberId === memberId);
    return {
      value: memberId,
      label: visibleText(partner?.name ?? memberId),
      note: partner === undefined ? undefined : visibleText(memberId),
      ...(partner === undefined ? {} : { before: <CloudDot color={partner.color} /> }),
    };
  });
  return (
    <SelectInput
      label="For"
      value={value ?? ANYBODY}
      choices={[
        ...choices,
        { value: ANYBODY, label: 'Anybody it is shared with', note: 'The link names nobody.' },
      ]}
      onChange={(chosen) => onChange(chosen === ANYBODY ? undefined : chosen)}
    />
  );
}

interface LineProps {
  readonly title: string;
  readonly text: string;
  readonly what: string;
}

/** Something to be copied, whole. */
function Line({ title, text, what }: LineProps) {
  return (
    <section className="hand-over-line" aria-label={title}>
      <p className="muted">{title}</p>
      <div className="hand-over-text">
        <code>{visibleText(text)}</code>
        <CopyButton text={text} what={what} />
      </div>
    </section>
  );
}
