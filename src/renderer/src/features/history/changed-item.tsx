import { useAppStore } from '../../app/app-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { useNow } from '../../ui/use-now.ts';
import { openHistory, useHistoryStore } from './history-store.ts';
import { sinceWord } from './since.ts';

/** "What changed" in the sidebar: since when, and how many images since the person last looked. */
export function ChangedItem() {
  const current = useAppStore((state) => state.view === 'history');
  const unseen = useHistoryStore((state) => state.unseen);
  const from = useHistoryStore((state) => (current ? state.changesSince : state.lookedAt));
  const now = useNow();
  return (
    <button
      type="button"
      className={classNames('nav-item', current && 'nav-item-current')}
      aria-current={current ? 'page' : undefined}
      onClick={openHistory}
    >
      What changed
      <span className="changed-note">
        {from !== undefined && <small>since {sinceWord(from, now)}</small>}
        {unseen > 0 && (
          <b className="count-badge figure" title={`${formatCount(unseen)} images changed`}>
            {unseen > 999 ? '999+' : formatCount(unseen)}
          </b>
        )}
      </span>
    </button>
  );
}
