import { useEffect, useMemo, useState } from 'react';
import type { ChangePreview } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { RequestList, requestWords } from '../../ui/request-list.tsx';
import { imagesWord } from '../catalog/group-words.ts';
import { imageKey } from '../catalog/selection.ts';
import { ManyNotices } from './many-notices.tsx';
import type { ManyOrder, ManyPlan } from './many-plan.ts';
import { type PreviewGroup, previewGroups } from './preview-groups.ts';

/** Images whose requests are reckoned: as many as one call takes. */
const RECKONED = 1000;
const GROUPS_SHOWN = 8;
/** It has nothing in it to stand on, and must be scrolled by keys all the same. */
const BY_KEYS = { tabIndex: 0 } as const;

/** The requests that would be sent, those that are alike together. Nothing is sent for it. */
export function ManyPreview({ plan }: { readonly plan: ManyPlan }) {
  const { orders } = plan;
  const [previews, setPreviews] = useState<readonly ChangePreview[]>();
  const [error, setError] = useState<unknown>();
  const sent = useMemo(() => orders.filter(({ queued }) => !queued), [orders]);
  useEffect(() => {
    let alive = true;
    setError(undefined);
    const edits = sent
      .slice(0, RECKONED)
      .map(({ image: { connection, id }, edit }) => ({ connection, id, edit }));
    const params = { edits } as Parameters<typeof call<'images.preview'>>[1];
    const asked = edits.length === 0 ? Promise.resolve([]) : call('images.preview', params);
    asked.then(
      (found) => alive && setPreviews(found),
      (thrown: unknown) => alive && setError(thrown),
    );
    return () => {
      alive = false;
    };
  }, [sent]);
  const groups = useMemo(() => previewGroups(previews ?? []), [previews]);
  if (error !== undefined) {
    const said = sayThrown(error, 'images.preview');
    return (
      <Notice tone="bad" alert>
        <strong>{said.title}.</strong> {said.message} {said.hint}
      </Notice>
    );
  }
  if (previews === undefined) return <p className="muted">Reckoning the requests…</p>;
  return (
    <section className="many-preview" aria-label="Requests" {...BY_KEYS}>
      <ManyNotices plan={plan} />
      <p role="status">
        {requestWords(previews)}
        {sent.length > RECKONED && `, and those of ${imagesWord(sent.length - RECKONED)} more`}. Each is sent
        only if its image is still as you saw it.
      </p>
      {groups.slice(0, GROUPS_SHOWN).map((group) => (
        <Alike key={imageKey(group.first)} group={group} orders={orders} />
      ))}
      {groups.length > GROUPS_SHOWN && <Rest groups={groups.slice(GROUPS_SHOWN)} />}
    </section>
  );
}

function Alike({ group, orders }: { readonly group: PreviewGroup; readonly orders: readonly ManyOrder[] }) {
  const { first, images } = group;
  const image = orders.find((order) => imageKey(order.image) === imageKey(first))?.image;
  return (
    <div className="many-alike">
      <RequestList previews={[{ preview: first, name: named(image?.name, first.id) }]} />
      {images > 1 && <p className="muted">and {formatCount(images - 1)} more alike</p>}
    </div>
  );
}

function Rest({ groups }: { readonly groups: readonly PreviewGroup[] }) {
  const images = groups.reduce((sum, each) => sum + each.images, 0);
  return <p className="muted">and {imagesWord(images)} more, in requests that differ a little</p>;
}
