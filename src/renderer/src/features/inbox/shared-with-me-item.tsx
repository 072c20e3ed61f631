import { useAppStore } from '../../app/app-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { openInbox, pendingCount, useInboxStore } from './inbox-store.ts';

/** “Shared with me” in the sidebar, with the number of images that wait for an answer. */
export function SharedWithMeItem() {
  const current = useAppStore((state) => state.view === 'inbox');
  const pending = useInboxStore(pendingCount);
  return (
    <button
      type="button"
      className={classNames('nav-item', current && 'nav-item-current')}
      aria-current={current ? 'page' : undefined}
      onClick={() => openInbox()}
    >
      Shared with me
      {pending > 0 && (
        <b className="count-badge figure" title={`${formatCount(pending)} wait for your answer`}>
          {pending > 999 ? '999+' : formatCount(pending)}
        </b>
      )}
    </button>
  );
}
