import { formatCount } from '../../ui/format-bytes.ts';
import { useEditsStore } from './edits-store.ts';
import { openReview } from './review-store.ts';

/** In the sidebar, while edits wait for their service: opens their review. */
export function WaitingEditsItem() {
  const count = useEditsStore(({ waiting }) => waiting.size);
  if (count === 0) return null;
  return (
    <button type="button" className="nav-item" aria-haspopup="dialog" onClick={() => openReview()}>
      Waiting edits
      <small className="figure">{formatCount(count)}</small>
    </button>
  );
}
