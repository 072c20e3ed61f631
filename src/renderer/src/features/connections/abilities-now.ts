import type { Ability, Capabilities, ConnectionState, Operation } from '#shared/model/index.ts';
import { formatAbsolute, formatAsOf } from '../../ui/format-time.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** What the page can do in its own way without the service: an edit waits for it. */
const EDITS: readonly Operation[] = [
  'image.edit',
  'image.rename',
  'image.formats',
  'image.minimums',
  'image.tags',
  'image.protect',
  'image.hide',
  'image.visibility',
  'property.set',
  'property.unset',
];

/** What only the service itself can do, or answer. */
const NEEDS_SERVICE: readonly Operation[] = [
  'image.upload',
  'image.import',
  'image.register',
  'image.delete',
  'image.download',
  'image.download-range',
  'image.deactivate',
  'image.tasks',
  'member.list',
  'member.add',
  'member.remove',
  'member.replace',
  'member.accept',
  'package.create',
  'package.delete',
  'package.metadata',
  'store.copy',
  'store.delete',
  'usage.show',
];

/** What stays possible while the past is on show: it changes nothing, and does not speak of one image. */
const HARMLESS: readonly Operation[] = ['usage.show'];

/** Where the page stands: what greys actions besides what a service cannot do. */
export interface Situation {
  readonly state: ConnectionState | undefined;
  /** The time as of which the catalogue is on show; `undefined` for now. */
  readonly asOf: string | undefined;
  readonly nowMs: number;
}

/**
 * What can be done on a cloud at this moment: the one place that decides it. First comes what the service
 * cannot do at all, then the past being on show, then the cloud being out of reach; each with its reason.
 * Edits stay possible without the cloud: they wait for it.
 */
export function abilitiesNow(capabilities: Capabilities, situation: Situation): Capabilities {
  const past = situation.asOf === undefined ? undefined : pastReason(situation.asOf);
  const offline = offlineReason(situation.state, situation.nowMs);
  if (past === undefined && offline === undefined) return capabilities;
  const operations: Record<Operation, Ability> = { ...capabilities.operations };
  const forbid = (names: readonly Operation[], reason: string): void => {
    for (const name of names) if (operations[name].supported) operations[name] = { supported: false, reason };
  };
  if (past !== undefined) {
    forbid(
      [...EDITS, ...NEEDS_SERVICE].filter((name) => !HARMLESS.includes(name)),
      past,
    );
  }
  if (offline !== undefined) forbid(NEEDS_SERVICE, offline);
  return { ...capabilities, operations };
}

/** Why a cloud does nothing now; `undefined` while it can be reached, as far as is known. */
export function offlineReason(state: ConnectionState | undefined, nowMs: number): string | undefined {
  if (state?.health !== 'offline') return undefined;
  const name = visibleText(state.profile.name);
  const seen =
    state.syncedAt === null
      ? 'it was never listed'
      : `its rows are as of ${formatAsOf(state.syncedAt, nowMs)}`;
  return `${name} cannot be reached: ${seen}. Refresh it to try again.`;
}

/** Why nothing is changed while the catalogue is shown as it was. */
export function pastReason(asOf: string): string {
  return `This is the catalogue as of ${formatAbsolute(asOf)}. Go back to now first.`;
}

/** Why nothing can be sent to any cloud that there is; `undefined` if one can be reached, as far as is known. */
export function noCloudReason(
  list: readonly ConnectionState[],
  asOf: string | undefined,
): string | undefined {
  if (asOf !== undefined) return pastReason(asOf);
  return list.length > 0 && list.every(({ health }) => health === 'offline')
    ? 'No cloud can be reached. Refresh them to try again.'
    : undefined;
}
