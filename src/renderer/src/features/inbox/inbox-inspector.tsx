import { Check, List, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SharedImage } from '#shared/model/index.ts';
import { showView } from '../../app/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Bytes, When } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { isNamed, named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { selectImage, setListQuery } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { offlineReason } from '../connections/abilities-now.ts';
import { useConnection, useConnectionsStore } from '../connections/connections-store.ts';
import { AnsweringNotice } from './answering-sign.tsx';
import { useAnsweringStore } from './answering-store.ts';
import { answerShares } from './inbox-answers.ts';
import { tabOf } from './inbox-lists.ts';
import { type Answer, answerReason } from './inbox-reasons.ts';
import { chosenShares, useInboxStore } from './inbox-store.ts';
import { standingWord, systemWords } from './inbox-words.ts';
import { LookInside } from './look-inside.tsx';
import { OwnerName } from './owner-name.tsx';

/** What is known of a shared image before one answers; of several, what they are together. */
export function InboxInspector() {
  // Only so that it is drawn again: what is chosen is looked up in it.
  useInboxStore();
  const images = chosenShares();
  const [first] = images;
  if (first === undefined) {
    return <p className="inspector-empty">Choose an image to see who shares it, and to look inside.</p>;
  }
  return images.length > 1 ? <Several images={images} /> : <OneShare image={first} />;
}

function OneShare({ image }: { readonly image: SharedImage }) {
  const state = useConnection(image.connection);
  const away = offlineReason(state, useNow());
  const words = systemWords(state?.profile.kind);
  return (
    <>
      <header className="inspector-head">
        <h2>
          <Plain>{isNamed(image.name) ? image.name : 'no name'}</Plain>
        </h2>
        <p className="inspector-where">
          <CloudName name={image.connection} color={state?.profile.color ?? 0} />
          <span aria-hidden="true">·</span>
          <span className="mono" title={visibleText(image.id)}>
            {shortId(image.id)}
          </span>
          <CopyButton text={image.id} what="id" />
        </p>
      </header>
      <div className="tab-panel inbox-detail">
        {away !== undefined && <p className="standing standing-offline">{away}</p>}
        <AnsweringNotice image={image} />
        <dl className="facts">
          <Fact name="Answer">{standingWord(image.memberStatus)}</Fact>
          <Fact name="From">
            {image.owner === null ? (
              'not said'
            ) : (
              <span className="inbox-from">
                <OwnerName owner={image.owner} connection={image.connection} />
                <CopyButton text={image.owner} what="owner’s id" />
              </span>
            )}
          </Fact>
          <Fact name="Status">
            <StatusBadge image={image} />
          </Fact>
          <Fact name="Size">
            <Bytes value={image.sizeBytes} />
          </Fact>
          <Fact name="Said to be">{formatWords(image)}</Fact>
          <Fact name="Created">
            <When iso={image.createdAt} />
          </Fact>
        </dl>
        {/* Another image is another look. */}
        <LookInside key={imageKey(image)} image={image} />
        {words !== undefined && <p className="muted inbox-system">{words}</p>}
      </div>
      <footer className="inspector-actions">
        <AnswerButton image={image} status="accepted" />
        <AnswerButton image={image} status="rejected" />
        {tabOf(image) === 'accepted' && (
          <Button size="small" onPress={() => showInList(image)}>
            <List size={13} aria-hidden="true" />
            Show in the list
          </Button>
        )}
      </footer>
    </>
  );
}

function formatWords({ diskFormat, containerFormat }: SharedImage): ReactNode {
  if (diskFormat === null) return 'not said';
  const container = containerFormat === null || containerFormat === 'bare' ? '' : ` in ${containerFormat}`;
  return <Plain>{`${diskFormat}${container}`}</Plain>;
}

function AnswerButton({ image, status }: { readonly image: SharedImage; readonly status: Answer }) {
  useConnectionsStore((state) => state.capabilities);
  useAnsweringStore();
  const accept = status === 'accepted';
  const Sign = accept ? Check : X;
  return (
    <Button
      size="small"
      variant={accept && image.memberStatus !== 'accepted' ? 'primary' : 'plain'}
      reason={answerReason(image, status)}
      onPress={() => answerShares([image], status)}
    >
      <Sign size={13} aria-hidden="true" />
      {accept ? 'Accept' : 'Decline'}
    </Button>
  );
}

function showInList(image: SharedImage): void {
  setListQuery({ connection: image.connection });
  showView('images');
  selectImage(image);
}

const MOST_NAMED = 12;

function Several({ images }: { readonly images: readonly SharedImage[] }) {
  const known = images.filter(({ sizeBytes }) => sizeBytes !== null);
  const total = known.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  return (
    <>
      <header className="inspector-head">
        <h2>{formatCount(images.length)} images</h2>
        <p className="inspector-where">
          <Bytes value={total} /> together{known.length < images.length && ', of those that say it'}
        </p>
      </header>
      <div className="tab-panel inbox-detail">
        <ul className="chosen-names">
          {images.slice(0, MOST_NAMED).map((image) => (
            <li key={imageKey(image)}>
              <Plain>{named(image.name, image.id)}</Plain>
              <Bytes value={image.sizeBytes} />
            </li>
          ))}
        </ul>
        {images.length > MOST_NAMED && (
          <p className="muted">and {formatCount(images.length - MOST_NAMED)} more</p>
        )}
      </div>
    </>
  );
}
