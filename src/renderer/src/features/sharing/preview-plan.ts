import type { ChangePreview, Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { type ImagePlan, MEMBERS_AT_ONCE } from './share-plan.ts';
import { opensFirst } from './sharing-cells.ts';

/** Whether sending a plan would first make the image shared. */
export function makesShared({ image, add }: Pick<ImagePlan, 'image' | 'add'>): boolean {
  if (add.size === 0) return false;
  const { list, known } = useConnectionsStore.getState();
  const kind = list?.find(({ profile }) => profile.name === image.connection)?.profile.kind;
  return opensFirst({ image, kind, known: known[image.connection] });
}

/** What the plan would send, exactly. No service is asked. */
export async function previewPlans(plans: readonly ImagePlan[]): Promise<readonly ChangePreview[]> {
  const changes = plans.map((each) => ({
    connection: each.image.connection,
    id: each.image.id,
    add: [...each.add].slice(0, MEMBERS_AT_ONCE),
    remove: [...each.remove].slice(0, MEMBERS_AT_ONCE),
    ...(makesShared(each) ? { makeShared: true } : {}),
  }));
  return changes.length === 0 ? [] : call('members.preview', { changes });
}

/** Changes that one call takes. */
const PLACES_AT_ONCE = 1000;

/**
 * Which images share their members with others, by their keys: those of a Djinn namespace. Told of what is
 * planned, and of what is on show in the same clouds. What is not known is left out: such an image goes by itself.
 */
export async function placesOf(
  plans: readonly ImagePlan[],
  onShow: readonly Image[],
): Promise<ReadonlyMap<string, string>> {
  const list = useConnectionsStore.getState().list ?? [];
  const djinn = new Set(list.flatMap(({ profile }) => (profile.kind === 'djinn' ? [profile.name] : [])));
  const clouds = new Set(plans.map(({ image }) => image.connection).filter((name) => djinn.has(name)));
  // Nobody need wait where members are each image's own.
  if (clouds.size === 0) return new Map();
  const asked = [...plans.map(({ image }) => image), ...onShow].filter((image) =>
    clouds.has(image.connection),
  );
  const ids = new Map(
    asked.map((image) => [imageKey(image), { connection: image.connection, id: image.id }]),
  );
  const changes = [...ids.values()]
    .slice(0, PLACES_AT_ONCE)
    .map((each) => ({ ...each, add: [], remove: [] }));
  const previews = await call('members.preview', { changes }).catch(() => []);
  return new Map(
    previews.flatMap((preview) =>
      preview.place === undefined ? [] : [[imageKey(preview), preview.place] as const],
    ),
  );
}
