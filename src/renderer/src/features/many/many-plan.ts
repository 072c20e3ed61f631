import { propertyOf, tagOf } from '#shared/edits/edit-fields.ts';
import { editOf, type FieldWish, fieldValue, sameValue } from '#shared/edits/index.ts';
import type {
  Capabilities,
  ConnectionKind,
  ConnectionState,
  Image,
  ImageEdit,
  Operation,
} from '#shared/model/index.ts';
import { keyProblem, textProblem } from '../metadata/key-rules.ts';

/** What one image of many is asked to become: the least that makes it so. */
export interface ManyOrder {
  /** As it was seen: what the edit is measured against. */
  readonly image: Image;
  readonly edit: ImageEdit;
  /** Its cloud is away: the edit is kept until somebody reviews it. */
  readonly queued: boolean;
}

/** A field that some images cannot have changed, and why. */
export interface LeftOut {
  readonly field: string;
  readonly connection: string;
  readonly reason: string;
  readonly images: number;
}

export interface ManyPlan {
  readonly orders: readonly ManyOrder[];
  readonly leftOut: readonly LeftOut[];
  /** Images that are so already. */
  readonly unchanged: number;
}

/** How a cloud stands, as far as edits go. */
export interface CloudNow {
  readonly kind?: ConnectionKind | undefined;
  readonly capabilities: Capabilities | undefined;
  readonly offline: boolean;
}

export function cloudOf(
  connection: string,
  list: readonly ConnectionState[],
  capabilities: Readonly<Record<string, Capabilities>>,
): CloudNow {
  const state = list.find(({ profile }) => profile.name === connection);
  return {
    kind: state?.profile.kind,
    capabilities: capabilities[connection],
    offline: state?.health === 'offline',
  };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  name: 'image.rename',
  visibility: 'image.visibility',
  minDiskGb: 'image.minimums',
  minRamMb: 'image.minimums',
  protected: 'image.protect',
  hidden: 'image.hide',
  diskFormat: 'image.formats',
  containerFormat: 'image.formats',
};

/**
 * What each image would be sent so that it becomes as wished: only where it differs, and only what its cloud
 * can do. What is not wished is in no edit.
 */
export function planMany(
  images: readonly Image[],
  wishes: readonly FieldWish[],
  clouds: (connection: string) => CloudNow,
): ManyPlan {
  const orders: ManyOrder[] = [];
  const leftOut = new Map<string, LeftOut>();
  let unchanged = 0;
  for (const [connection, members] of Map.groupBy(images, (image) => image.connection)) {
    const cloud = clouds(connection);
    const { capabilities, offline } = cloud;
    const reasons = new Map(wishes.map((wish) => [wish.field, wishReason(cloud, wish)]));
    for (const image of members) {
      const differing = wishes.filter((wish) => differs(image, wish));
      if (differing.length === 0) unchanged += 1;
      const taken = differing.filter((wish) => {
        const reason = reasons.get(wish.field) ?? tagsReason(capabilities, image, differing, wish);
        if (reason === undefined) return true;
        const key = `${wish.field}\n${connection}\n${reason}`;
        const held = leftOut.get(key)?.images ?? 0;
        leftOut.set(key, { field: wish.field, connection, reason, images: held + 1 });
        return false;
      });
      if (taken.length > 0) orders.push({ image, edit: editOf(taken), queued: offline });
    }
  }
  return { orders, leftOut: [...leftOut.values()], unchanged };
}

/** Whether an image is not yet as wished. */
export function differs(image: Image, { field, wanted }: FieldWish): boolean {
  return !sameValue(fieldValue(image, field), wanted);
}

/** Why a cloud takes no such wish for any of its images; `undefined` if it does, as far as is known. */
export function wishReason(
  { kind, capabilities }: CloudNow,
  { field, wanted }: FieldWish,
): string | undefined {
  if (capabilities === undefined) return undefined;
  const { operations, visibilities, limits } = capabilities;
  const ability = operations[operationOf(field, wanted)];
  if (!ability.supported) return ability.reason;
  const whole = operations['image.edit'];
  if (!whole.supported) return whole.reason;
  if (field === 'visibility' && typeof wanted === 'string' && !visibilities.includes(wanted))
    return `This service knows only ${visibilities.join(' and ')}.`;
  const tag = tagOf(field);
  if (tag !== undefined) return tooLong('A tag', tag, wanted === true ? limits.tagLength : null);
  const key = propertyOf(field);
  if (key === undefined || wanted === undefined) return undefined;
  const text = typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
  const place = { kind, limits };
  return keyProblem(key, place) ?? textProblem(text, place);
}

export function operationOf(field: string, wanted: FieldWish['wanted']): Operation {
  if (tagOf(field) !== undefined) return 'image.tags';
  if (propertyOf(field) !== undefined) return wanted === undefined ? 'property.unset' : 'property.set';
  return OPERATIONS[field] ?? 'image.edit';
}

function tooLong(what: string, text: string, limit: number | null): string | undefined {
  if (limit === null || text.length <= limit) return undefined;
  return `${what} has at most ${limit} characters on this service.`;
}

/** A service with a limit of tags takes none more than that on one image. */
function tagsReason(
  capabilities: Capabilities | undefined,
  image: Image,
  wishes: readonly FieldWish[],
  { field, wanted }: FieldWish,
): string | undefined {
  const most = capabilities?.limits.tags ?? null;
  if (most === null || wanted !== true || tagOf(field) === undefined) return undefined;
  const tags = wishes.filter((wish) => tagOf(wish.field) !== undefined);
  const count = tags.reduce((sum, wish) => sum + (wish.wanted === true ? 1 : -1), image.tags.length);
  return count > most ? `An image has at most ${most} tags on this service.` : undefined;
}
