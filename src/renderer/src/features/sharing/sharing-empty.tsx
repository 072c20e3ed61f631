import { showView } from '../../app/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { ownShares } from './shared-by-me.ts';
import { showOnlyShared, useSharingStore } from './sharing-store.ts';
import type { Matrix } from './use-matrix.ts';

/** An empty matrix says why, and what would fill it. */
export function SharingEmpty({ matrix: { unshared } }: { readonly matrix: Matrix }) {
  const { loading, source, onlyShared } = useSharingStore();
  const { list, known } = useConnectionsStore();
  if (loading) return <div className="empty-list">Your shared images are on their way…</div>;
  const { reasons } = ownShares(list ?? [], known);
  return (
    <div className="empty-list">
      <p>
        {onlyShared && unshared > 0
          ? 'None of these images has members.'
          : source === 'mine'
            ? 'You share no images yet. Choose some in the list, then “Who sees them…”.'
            : 'No images are chosen. Choose some in the list, then “Who sees them…”.'}
      </p>
      {source === 'mine' &&
        reasons.map((reason) => (
          <p key={reason} className="muted">
            {reason}
          </p>
        ))}
      {onlyShared && unshared > 0 ? (
        <Button size="small" onPress={() => showOnlyShared(false)}>
          Show them all
        </Button>
      ) : (
        <Button size="small" onPress={() => showView('images')}>
          Go to the list
        </Button>
      )}
    </div>
  );
}
