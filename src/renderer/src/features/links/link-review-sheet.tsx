import { useEffect, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { type AcceptLink, KIND_LABELS, type LinkReview, type MemberStatus } from '#shared/model/index.ts';
import { partnersOfLink } from '#shared/partners/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { Fact } from '../../ui/fact.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { reasonAgainst, useConnectionColor, useConnectionsStore } from '../connections/connections-store.ts';
import { usePartners } from '../partners/partners-store.ts';
import { answerShare } from '../sharing-tab/share-actions.ts';
import { candidateWords, type LookedAt, lookAt } from './link-review.ts';
import { LookedAtPart } from './looked-at-part.tsx';
import { addCloudOf, closeLink, useOpenedLinks } from './opened-links.ts';

/** The link that was opened, while somebody looks at it. */
export function LinkReviewSheet() {
  const [link] = useOpenedLinks((state) => state.links);
  return link === undefined ? null : <ReviewedLink key={link} text={link} />;
}

function ReviewedLink({ text }: { readonly text: string }) {
  const { review, error } = useReview(text);
  const [connection, setConnection] = useState<string>();
  const [looked, setLooked] = useState<LookedAt>();
  const [busy, setBusy] = useState<'look' | MemberStatus>();
  const [trouble, setTrouble] = useState<{ readonly error: unknown; readonly operation: string }>();
  const chosen = connection ?? review?.candidates[0]?.connection;
  const capabilities = useConnectionsStore((state) =>
    chosen === undefined ? undefined : state.capabilities[chosen],
  );
  const run = async (what: 'look' | MemberStatus, work: () => Promise<unknown>): Promise<void> => {
    setBusy(what);
    setTrouble(undefined);
    try {
      await work();
    } catch (thrown) {
      setTrouble({ error: thrown, operation: what === 'look' ? 'images.show' : 'members.answer' });
    } finally {
      setBusy(undefined);
    }
  };
  const said = review?.link;
  const look = (): Promise<void> =>
    run('look', async () => {
      if (said !== undefined && chosen !== undefined) setLooked(await lookAt(chosen, said.imageId));
    });
  const answer = (status: MemberStatus) => (): void =>
    void run(status, async () => {
      if (said === undefined || chosen === undefined) return;
      const image = { connection: chosen, id: said.imageId, name: looked?.image.name ?? said.imageName };
      await answerShare(image, status, { kind: said.kind, before: looked?.answer ?? null });
      closeLink();
    });
  const noCloud = chosen === undefined ? 'No connection leads to this cloud' : undefined;
  const noAnswer = noCloud ?? reasonAgainst(capabilities, 'member.accept');
  const canAnswer = said !== undefined && said.kind !== 'plankton';
  return (
    <ModalDialog
      title="A hand-off link"
      className="link-review"
      onClose={closeLink}
      dismissable={busy === undefined}
      footer={
        <>
          <Button onPress={closeLink}>Close</Button>
          <span className="dialog-foot-text" />
          {said !== undefined && (
            <Button isPending={busy === 'look'} reason={noCloud} onPress={() => void look()}>
              {looked === undefined ? 'Look at it' : 'Look again'}
            </Button>
          )}
          {canAnswer && (
            <>
              <Button isPending={busy === 'rejected'} reason={noAnswer} onPress={answer('rejected')}>
                Decline
              </Button>
              <Button
                variant="primary"
                isPending={busy === 'accepted'}
                reason={noAnswer}
                onPress={answer('accepted')}
              >
                Accept
              </Button>
            </>
          )}
        </>
      }
    >
      {error !== undefined && (
        <Notice tone="bad" alert>
          <strong>{sayThrown(error, 'links.review').message}</strong> {sayThrown(error, 'links.review').hint}
        </Notice>
      )}
      {review !== undefined && (
        <>
          <p>
            Somebody gave you this link. What it says <strong>is not checked yet</strong>, and nothing was
            done.
          </p>
          <Claims link={review.link} />
          <Candidates
            text={text}
            review={review}
            value={chosen}
            onChange={(next) => {
              setConnection(next);
              setLooked(undefined);
              setTrouble(undefined);
            }}
          />
          {trouble !== undefined && <Trouble {...trouble} />}
          {looked !== undefined && <LookedAtPart review={review} looked={looked} />}
        </>
      )}
    </ModalDialog>
  );
}

/** What the application makes of a link; again when the clouds change. */
function useReview(text: string): { readonly review?: LinkReview; readonly error?: unknown } {
  const names = useConnectionsStore((state) =>
    (state.list ?? []).map(({ profile, syncedAt }) => `${profile.name} ${syncedAt !== null}`).join('\n'),
  );
  const [result, setResult] = useState<{ readonly review?: LinkReview; readonly error?: unknown }>({});
  useEffect(() => {
    let stale = false;
    // The clouds are part of the question.
    void names;
    call('links.review', { link: text }).then(
      (review) => !stale && setResult({ review }),
      (error: unknown) => !stale && setResult({ error }),
    );
    return () => {
      stale = true;
    };
  }, [text, names]);
  return result;
}

function Claims({ link }: { readonly link: AcceptLink }) {
  const partners = usePartners((state) => state.partners);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const partner = partnersOfLink(partners, link, list).find(({ memberId }) => memberId === link.memberId);
  return (
    <section className="claims" aria-label="What the link claims">
      <dl className="facts">
        <Fact name="Image">
          {link.imageName === null ? <span className="muted">no name</span> : <Plain>{link.imageName}</Plain>}
        </Fact>
        <Fact name="Id">
          <Plain className="mono">{link.imageId}</Plain>
        </Fact>
        <Fact name="Cloud">
          <Plain className="mono">{link.cloud}</Plain>{' '}
          <span className="muted">
            {KIND_LABELS[link.kind]}
            {link.cloud.startsWith('http:') && ', not encrypted'}
          </span>
        </Fact>
        <Fact name="Shared with">
          {link.memberId === null ? (
            <span className="muted">it does not say</span>
          ) : (
            <>
              {partner !== undefined && <Plain>{partner.name}</Plain>}{' '}
              <Plain className="mono">{link.memberId}</Plain>
            </>
          )}
        </Fact>
      </dl>
    </section>
  );
}

interface CandidatesProps {
  readonly text: string;
  readonly review: LinkReview;
  readonly value: string | undefined;
  readonly onChange: (connection: string) => void;
}

/** Which of the own connections it belongs to. */
function Candidates({ text, review, value, onChange }: CandidatesProps) {
  const { link, candidates } = review;
  if (candidates.length === 0) {
    const { kind } = link;
    return (
      <Notice
        tone="warning"
        actions={
          (kind === 'glance' || kind === 'plankton' || kind === 'djinn') && (
            <Button size="small" onPress={() => addCloudOf(text, kind, link.cloud)}>
              Add this cloud…
            </Button>
          )
        }
      >
        <strong>None of your clouds has this address.</strong> If you know it and have an account there, add
        it; the link is shown again then. Never give a password to an address that you do not know.
      </Notice>
    );
  }
  return (
    <RadioGroup className="link-clouds" value={value ?? null} onChange={onChange}>
      <Label className="label">With which of your clouds?</Label>
      {candidates.map((candidate) => (
        <Radio key={candidate.connection} value={candidate.connection} className="link-cloud">
          <span className="radio-dot" aria-hidden="true" />
          <CandidateName name={candidate.connection} />
          <small>{candidateWords(candidate, link.memberId)}</small>
        </Radio>
      ))}
    </RadioGroup>
  );
}

function CandidateName({ name }: { readonly name: string }) {
  return <CloudName name={name} color={useConnectionColor(name)} />;
}

function Trouble({ error, operation }: { readonly error: unknown; readonly operation: string }) {
  const said = sayThrown(error, operation);
  return (
    <Notice tone="bad" alert>
      <strong>{said.title}.</strong> {visibleText(said.message)}{' '}
      {said.title === 'Not there' && operation === 'images.show'
        ? 'It is not shared with this connection, or it is gone.'
        : visibleText(said.hint)}
    </Notice>
  );
}
