import type { FieldWish } from '#shared/edits/index.ts';
import type { Capabilities, Image, JsonValue } from '#shared/model/index.ts';
import { type CloudNow, type ManyPlan, planMany } from '../many/many-plan.ts';

/** What an image is wished to get, written as its service keeps it: trees as they are, or texts. */
export function wishFor(
  capabilities: Capabilities | undefined,
  key: string,
  value: JsonValue | undefined,
): FieldWish {
  const nested = capabilities?.operations['property.nested'].supported === true;
  const wanted = value === undefined || nested || typeof value === 'string' ? value : JSON.stringify(value);
  return { field: `property.${key}`, wanted };
}

/** What each image would be sent to have these properties; what it has besides stays. */
export function planProperties(
  images: readonly Image[],
  properties: Readonly<Record<string, JsonValue>>,
  clouds: (connection: string) => CloudNow,
): ManyPlan {
  const plans = [...Map.groupBy(images, ({ connection }) => connection)].map(([connection, members]) => {
    const { capabilities } = clouds(connection);
    const wishes = Object.entries(properties).map(([key, value]) => wishFor(capabilities, key, value));
    return planMany(members, wishes, clouds);
  });
  return {
    orders: plans.flatMap(({ orders }) => orders),
    leftOut: plans.flatMap(({ leftOut }) => leftOut),
    unchanged: plans.reduce((sum, { unchanged }) => sum + unchanged, 0),
  };
}
