import { Check, RefreshCw, X } from 'lucide-react';
import type { SharedWithMe } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { ReadTrouble } from '../../app/read-trouble.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { formatAsOf } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useBatchStore } from '../batch/batch-store.ts';
import { reasonAgainst, useConnection, useConnectionsStore } from '../connections/connections-store.ts';
import { useAnsweringStore } from './answering-store.ts';
import { answerChosen, chosenReason } from './inbox-commands.ts';
import { countTabs, INBOX_TABS, type InboxTab, imagesOf } from './inbox-lists.ts';
import type { Answer } from './inbox-reasons.ts';
import { chosenShares, loadInbox, refreshInbox, showTab, useInboxStore } from './inbox-store.ts';
import { InboxTable } from './inbox-table.tsx';
import { TAB_WORDS } from './inbox-words.ts';

/** What others share with one's connections: what waits for an answer, and what was answered how. */
export function InboxView() {
  const { inbox, tab, error } = useInboxStore();
  const images = imagesOf(inbox ?? [], tab);
  const waiting = inbox === undefined && error === undefined;
  return (
    <main className="catalog inbox" aria-busy={waiting}>
      <Head />
      <Trouble />
      {(inbox ?? []).map((shared) => (
        <CloudTrouble key={shared.connection} shared={shared} tab={tab} />
      ))}
      <InboxTable images={images} waiting={waiting} />
      {images.length === 0 && !waiting && inbox !== undefined && <Empty inbox={inbox} tab={tab} />}
    </main>
  );
}

function Head() {
  const { inbox, tab, refreshing } = useInboxStore();
  const counts = inbox === undefined ? undefined : countTabs(inbox);
  return (
    <header className="catalog-head inbox-head">
      <h1>Shared with me</h1>
      <nav className="segments view-tabs" aria-label="Which answers">
        {INBOX_TABS.map((each) => (
          <button
            key={each}
            type="button"
            className="segment"
            aria-current={tab === each ? 'page' : undefined}
            {...(tab === each ? { 'data-selected': 'true' } : {})}
            onClick={() => showTab(each)}
          >
            {TAB_WORDS[each]}{' '}
            {counts !== undefined && <small className="figure">{formatCount(counts[each])}</small>}
          </button>
        ))}
      </nav>
      <span className="spacer" />
      {tab !== 'rejected' && <AnswerButton status="rejected" />}
      {tab !== 'accepted' && <AnswerButton status="accepted" />}
      <Button
        variant="icon"
        size="small"
        aria-label="Ask the services again"
        tip="Ask the services again"
        onPress={() => void refreshInbox()}
      >
        <RefreshCw size={14} aria-hidden="true" className={classNames(refreshing && 'turning')} />
      </Button>
    </header>
  );
}

function AnswerButton({ status }: { readonly status: Answer }) {
  // Only so that it is drawn again when one of them changes: the reasons look them up themselves.
  useInboxStore();
  useBatchStore(({ batch }) => batch?.running);
  useConnectionsStore((state) => state.capabilities);
  useAnsweringStore();
  const count = chosenShares().length;
  const [Sign, verb] = status === 'accepted' ? [Check, 'Accept'] : [X, 'Decline'];
  return (
    <Button
      size="small"
      variant={status === 'accepted' ? 'primary' : 'plain'}
      reason={chosenReason(status)}
      onPress={() => answerChosen(status)}
    >
      <Sign size={14} aria-hidden="true" />
      {count > 1 ? `${verb} ${formatCount(count)}` : verb}
    </Button>
  );
}

function Trouble() {
  const error = useInboxStore((state) => state.error);
  if (error === undefined) return null;
  return (
    <ReadTrouble
      what="What others share"
      error={error}
      operation="inbox.list"
      onAgain={() => void loadInbox()}
    />
  );
}

/** Why one cloud's rows are not of now, and of when they are. */
function CloudTrouble({ shared, tab }: { readonly shared: SharedWithMe; readonly tab: InboxTab }) {
  const { connection, error, seenAt } = shared;
  const state = useConnection(connection);
  const refreshing = useInboxStore((store) => store.refreshing);
  const now = useNow();
  // Where nobody is asked nothing waits, whatever the cloud would say.
  const answers = useConnectionsStore(
    ({ known }) => reasonAgainst(known[connection], 'member.accept') === undefined,
  );
  const away = state?.health === 'offline';
  if ((!away && error === null) || (!answers && tab !== 'accepted')) return null;
  const cloud = visibleText(connection);
  const age =
    seenAt === null
      ? 'What it shares with you was never seen.'
      : `What stands here is as of ${formatAsOf(seenAt, now)}.`;
  return (
    <Notice
      tone="warning"
      className="catalog-notice"
      actions={
        <Button size="small" isPending={refreshing} onPress={() => void refreshInbox([connection])}>
          Try again
        </Button>
      }
    >
      <strong>
        {away ? `${cloud} cannot be reached.` : `${cloud} did not say what is shared with you.`}
      </strong>{' '}
      {!away && error !== null && `${sayError(error).message} `}
      {age}
    </Notice>
  );
}

const EMPTY: Readonly<Record<InboxTab, string>> = {
  pending: 'Nothing waits for your answer.',
  accepted: 'You accepted nothing yet.',
  rejected: 'You declined nothing.',
};

/** An empty list says what would fill it, and how fresh it is. */
function Empty({ inbox, tab }: { readonly inbox: readonly SharedWithMe[]; readonly tab: InboxTab }) {
  const now = useNow();
  const refreshing = useInboxStore((state) => state.refreshing);
  if (inbox.length === 0) {
    return (
      <div className="empty-list">
        <p>None of your clouds tells what others share. Glance, Plankton, Djinn CI and Alliance do.</p>
      </div>
    );
  }
  const seen = inbox.flatMap(({ seenAt }) => seenAt ?? []).toSorted();
  const [oldest] = seen;
  return (
    <div className="empty-list">
      <p>
        {EMPTY[tab]}
        {tab === 'pending' && ' Images that others share with your projects appear here.'}
      </p>
      <p className="muted">
        {oldest === undefined ? 'No cloud was asked yet.' : `Last asked ${formatAsOf(oldest, now)}.`}
      </p>
      <Button size="small" isPending={refreshing} onPress={() => void refreshInbox()}>
        Ask the services again
      </Button>
    </div>
  );
}
