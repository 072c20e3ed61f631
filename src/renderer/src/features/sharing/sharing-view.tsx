import { BookUser, RotateCw, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { sayThrown } from '../../app/error-words.ts';
import { ReadTrouble } from '../../app/read-trouble.tsx';
import { session } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { formatRelative } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { openPartners } from '../partners/partners-store.ts';
import { AddMemberDialog } from './add-member-dialog.tsx';
import { refreshMembers, refreshReason } from './load-members.ts';
import { followCatalog, openSharedByMe } from './open-sharing.ts';
import { PlanBar, useLeaveGuard } from './plan-bar.tsx';
import { PreviewDialog } from './preview-dialog.tsx';
import type { SharePlan } from './share-plan.ts';
import { SharingEmpty } from './sharing-empty.tsx';
import { SharingGrid } from './sharing-grid.tsx';
import { SharingLegend } from './sharing-legend.tsx';
import { ROW_LIMIT, showOnlyShared, showSharingDialog, useSharingStore } from './sharing-store.ts';
import { leaveSharing } from './show-sharing.ts';
import { type Matrix, useMatrix } from './use-matrix.ts';

/** Who sees what: images by members, of one cloud or several. */
export function SharingView() {
  const matrix = useMatrix();
  const dialog = useSharingStore((state) => state.dialog);
  const loading = useSharingStore((state) => state.loading);
  const plan = useSharingStore((state) => state.plan);
  const source = useSharingStore((state) => state.source);
  // What could not be done is said until something could.
  const [refused, setRefused] = useState<{ readonly reason: string; readonly plan: SharePlan }>();
  useLeaveGuard();
  useEffect(() => {
    const stop = session().client.on('catalog.changed', followCatalog);
    followCatalog();
    return () => {
      stop();
      leaveSharing();
    };
  }, []);
  return (
    <main className="catalog sharing" aria-busy={loading}>
      <header className="catalog-head sharing-head">
        <h1>{source === 'mine' ? 'Shared by me' : 'Who sees what'}</h1>
        <span className="muted figure sharing-size">{sizeWords(matrix)}</span>
        <span className="spacer" />
        <PlanBar />
      </header>
      <SharingBar matrix={matrix} />
      <SharingTroubles matrix={matrix} />
      {matrix.rows.length > 0 ? (
        <SharingGrid matrix={matrix} onRefused={(reason) => setRefused({ reason, plan })} />
      ) : (
        <SharingEmpty matrix={matrix} />
      )}
      <SharingLegend clouds={matrix.clouds} refused={refused?.plan === plan ? refused.reason : undefined} />
      {dialog === 'preview' && <PreviewDialog />}
      {dialog === 'add-member' && <AddMemberDialog matrix={matrix} />}
    </main>
  );
}

/** `6 images × 7 members, prod-eu`. */
function sizeWords({ rows, columns, clouds }: Matrix): string {
  const [only] = clouds;
  if (only === undefined) return '';
  const images = `${formatCount(rows.length)} ${rows.length === 1 ? 'image' : 'images'}`;
  const members = `${formatCount(columns.length)} ${columns.length === 1 ? 'member' : 'members'}`;
  return `${images} × ${members}, ${clouds.length === 1 ? visibleText(only) : `${clouds.length} clouds`}`;
}

function SharingBar({ matrix }: { readonly matrix: Matrix }) {
  const onlyShared = useSharingStore((state) => state.onlyShared);
  const { rows, unshared } = matrix;
  const reason = refreshReason(rows.map(({ image }) => image));
  const reading = rows.filter(({ seen }) => seen.loading).length;
  return (
    <div className="sharing-bar">
      <Button
        size="small"
        reason={rows.length === 0 ? 'There are no images here' : undefined}
        onPress={() => showSharingDialog('add-member')}
      >
        <UserPlus size={14} aria-hidden="true" />
        Add member…
      </Button>
      <Button size="small" variant="quiet" onPress={() => openPartners()}>
        <BookUser size={14} aria-hidden="true" />
        Address book…
      </Button>
      <ToggleButton className="chip" isSelected={onlyShared} onChange={showOnlyShared}>
        Only with members
        {onlyShared && unshared > 0 && (
          <small className="chip-count figure"> {formatCount(unshared)} hidden</small>
        )}
      </ToggleButton>
      <span className="spacer" />
      <span className="muted figure" role="status">
        <AgeWords matrix={matrix} reading={reading} />
      </span>
      <Button
        variant="icon"
        size="small"
        aria-label="Ask the services who sees these images"
        tip="Ask the services again"
        reason={reason}
        onPress={() => void refreshMembers(rows.map(({ image }) => image))}
      >
        <RotateCw size={14} aria-hidden="true" className={classNames(reading > 0 && 'turning')} />
      </Button>
    </div>
  );
}

/** How old what stands here is: the oldest of it counts. */
function AgeWords({ matrix: { rows }, reading }: { readonly matrix: Matrix; readonly reading: number }) {
  const now = useNow();
  if (reading > 0) return <>Asking: {formatCount(reading)} to go</>;
  const times = rows.flatMap(({ seen }) => (seen.seenAt === undefined ? [] : [seen.seenAt])).sort();
  const [oldest] = times;
  return oldest === undefined ? null : <>Members as seen {formatRelative(oldest, now)}</>;
}

/** What is wrong stands above the matrix, never instead of it. */
function SharingTroubles({ matrix: { clouds, rows } }: { readonly matrix: Matrix }) {
  const error = useSharingStore((state) => state.error);
  const leftOut = useSharingStore((state) => state.leftOut);
  const failures = useSharingStore((state) => state.failures);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const away = list.filter(({ profile, health }) => clouds.includes(profile.name) && health === 'offline');
  const untold = rows.filter(({ seen }) => seen.error !== undefined);
  const [first] = untold;
  return (
    <>
      {error !== undefined && (
        <ReadTrouble
          what="What you share"
          error={error}
          operation="catalog.window"
          onAgain={() => void openSharedByMe()}
        />
      )}
      {leftOut > 0 && (
        <Notice tone="info" className="catalog-notice">
          The first {formatCount(ROW_LIMIT)} are here; {formatCount(leftOut)} more are not. Choose fewer in
          the list to see those.
        </Notice>
      )}
      {away.length > 0 && (
        <Notice tone="warning" className="catalog-notice">
          {away.map(({ profile }) => visibleText(profile.name)).join(', ')} cannot be reached. What stands
          here was kept; it cannot be changed until then.
        </Notice>
      )}
      {failures.size > 0 && (
        <Notice tone="bad" className="catalog-notice">
          {failures.size === 1
            ? 'The changes of 1 image'
            : `The changes of ${formatCount(failures.size)} images`}{' '}
          could not be sent. They are still planned: apply them again, or discard them.{' '}
          {[...new Set(failures.values())].slice(0, 2).map(visibleText).join(' ')}
        </Notice>
      )}
      {away.length === 0 && first !== undefined && (
        <Notice tone="warning" className="catalog-notice">
          The members of {formatCount(untold.length)} {untold.length === 1 ? 'image' : 'images'} could not be
          read; what was kept stands there. {sayThrown(first.seen.error, 'members.list').message}
        </Notice>
      )}
    </>
  );
}
