import { beforeEach, describe, expect, test, vi } from 'vitest';
import { throttle } from '../../../src/renderer/src/app/watch-attention.ts';
import {
  abilitiesNow,
  noCloudReason,
  offlineReason,
} from '../../../src/renderer/src/features/connections/abilities-now.ts';
import { retryWords, stateTitle } from '../../../src/renderer/src/features/connections/connection-words.ts';
import {
  forgetCapabilities,
  reasonAgainst,
  receiveConnections,
  setPast,
  useConnectionsStore,
} from '../../../src/renderer/src/features/connections/connections-store.ts';
import { targetReason } from '../../../src/renderer/src/features/copy/copy-reasons.ts';
import {
  deleteReason,
  downloadReason,
  editReason,
  removalReason,
} from '../../../src/renderer/src/features/inspector/action-reasons.ts';
import { differingProperties } from '../../../src/renderer/src/features/inspector/differing-properties.ts';
import { markGone } from '../../../src/renderer/src/features/inspector/gone-images.ts';
import {
  kindWords,
  memberCount,
  statusWords,
} from '../../../src/renderer/src/features/inspector/member-words.ts';
import {
  loadPackages,
  usePackagesStore,
} from '../../../src/renderer/src/features/packages/packages-store.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import type { Capabilities, ConnectionState, Member, Operation } from '../../../src/shared/model/index.ts';
import { OPERATIONS } from '../../../src/shared/model/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { fakeCapabilities, fakeConnections } from '../../fixtures/page-harness/fake-connections.ts';
import { fakePackages } from '../../fixtures/page-harness/fake-packages.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from './fake-session.ts';
import { imageOf } from './images.ts';

const NOW = new Date(2026, 10, 20, 14, 30).getTime();
const SYNCED = new Date(2026, 10, 20, 14, 2).toISOString();
const AS_OF = new Date(2026, 10, 18, 9, 0).toISOString();
const glance = fakeCapabilities();

function cloud(name: string, patch: Partial<ConnectionState> = {}): ConnectionState {
  const [first] = fakeConnections(NOW, {});
  if (first === undefined) throw new Error('There is always a first.');
  const profile = { ...first.profile, name } as ConnectionState['profile'];
  return { ...first, profile, syncedAt: SYNCED, ...patch };
}
const away = cloud('lab', { health: 'offline' });
const refused = (capabilities: Capabilities): readonly Operation[] =>
  OPERATIONS.filter((operation) => !capabilities.operations[operation].supported);

describe('what can be done now', () => {
  test('is what the service can do, while it is there and the present is on show', () => {
    const situation = { state: cloud('lab'), asOf: undefined, nowMs: NOW };
    expect(abilitiesNow(glance, situation)).toBe(glance);
    // Refused is not out of reach: the service answers, and says itself what it refuses.
    expect(abilitiesNow(glance, { ...situation, state: cloud('lab', { health: 'failed' }) })).toBe(glance);
  });

  test('without the cloud: no bytes and no deletion, but edits, which wait for it', () => {
    const now = abilitiesNow(glance, { state: away, asOf: undefined, nowMs: NOW });
    const reason = 'lab cannot be reached: its rows are as of 14:02. Refresh it to try again.';
    for (const operation of ['image.upload', 'image.download', 'image.delete', 'image.import'] as const)
      expect(reasonAgainst(now, operation)).toBe(reason);
    expect(reasonAgainst(now, 'image.edit')).toBeUndefined();
    expect(reasonAgainst(now, 'property.set')).toBeUndefined();
    // What the catalogue answers stays.
    expect(reasonAgainst(now, 'image.list')).toBe(reasonAgainst(glance, 'image.list'));
    expect(now.diskFormats).toBe(glance.diskFormats);
  });

  test('in the past: nothing that changes, whatever the cloud says', () => {
    const now = abilitiesNow(glance, { state: away, asOf: AS_OF, nowMs: NOW });
    const reason = 'This is the catalogue as of 18 Nov 2026, 09:00. Go back to now first.';
    for (const operation of ['image.edit', 'property.unset', 'image.upload', 'image.download'] as const)
      expect(reasonAgainst(now, operation)).toBe(reason);
  });

  test('what the service cannot do at all keeps its own reason', () => {
    for (const capabilities of Object.values(FAKE_CAPABILITIES)) {
      const now = abilitiesNow(capabilities, { state: away, asOf: AS_OF, nowMs: NOW });
      for (const operation of refused(capabilities))
        expect(now.operations[operation]).toBe(capabilities.operations[operation]);
    }
  });

  test('one cloud in reach is enough to send something', () => {
    expect(noCloudReason([away, cloud('prod')], undefined)).toBeUndefined();
    expect(noCloudReason([away, away], undefined)).toMatch(/No cloud can be reached/);
    expect(noCloudReason([], undefined)).toBeUndefined();
    expect(noCloudReason([cloud('prod')], AS_OF)).toMatch(/Go back to now/);
    expect(offlineReason(cloud('new', { health: 'offline', syncedAt: null }), NOW)).toMatch(
      /it was never listed/,
    );
  });
});

describe('the page', () => {
  beforeEach(() => {
    for (const name of ['lab', 'prod']) forgetCapabilities(name);
    setPast(undefined);
  });
  const reasonOf = (operation: Operation, name = 'lab') =>
    reasonAgainst(useConnectionsStore.getState().capabilities[name], operation);

  test('knows what an unreachable cloud could do, and asks it nothing', async () => {
    openFakeSession({ 'catalog.capabilities': async () => ({ value: glance, seenAt: SYNCED }) });
    receiveConnections([away]);
    await eventually(() => expect(reasonOf('image.upload')).toMatch(/cannot be reached/));
    expect(reasonOf('image.edit')).toBeUndefined();

    // Back again: everything can be done at once, and nothing needs a reload.
    openFakeSession({ 'connections.capabilities': async () => glance });
    receiveConnections([cloud('lab')]);
    expect(reasonOf('image.upload')).toBeUndefined();
  });

  test('takes the kind’s own abilities for a cloud that never said any', async () => {
    openFakeSession({
      'catalog.capabilities': async () => null,
      'connections.capabilities': async ({ declared }) => {
        if (declared !== true) throw new AppError('UNREACHABLE', 'No route.', { operation: 'fake' });
        return glance;
      },
    });
    receiveConnections([away]);
    await eventually(() => expect(reasonOf('image.download')).toMatch(/cannot be reached/));
  });

  test('greys everywhere alike: menus, drop targets, several at once', async () => {
    openFakeSession({
      'catalog.capabilities': async () => ({ value: glance, seenAt: SYNCED }),
      'connections.capabilities': async () => glance,
    });
    receiveConnections([away, cloud('prod')]);
    await eventually(() => expect(reasonOf('image.upload', 'prod')).toBeUndefined());
    await eventually(() => expect(reasonOf('image.upload')).toBeDefined());
    const { capabilities } = useConnectionsStore.getState();
    const here = imageOf({ connection: 'prod', id: 'p1' });
    const there = imageOf({ connection: 'lab', id: 'l1' });
    expect(targetReason(capabilities, [here], 'lab')).toMatch(/^lab cannot be reached/);
    expect(targetReason(capabilities, [there], 'prod')).toMatch(/^lab cannot be reached/);
    expect(downloadReason(capabilities['lab'], there)).toMatch(/^lab cannot be reached/);
    expect(deleteReason(capabilities['lab'], there)).toMatch(/^lab cannot be reached/);
    expect(editReason(capabilities['lab'], there)).toBeUndefined();
    expect(removalReason(capabilities, [there])).toMatch(/^lab cannot be reached/);
    expect(removalReason(capabilities, [there, here])).toBeUndefined();
    setPast(AS_OF);
    expect(reasonOf('image.edit', 'prod')).toMatch(/as of 18 Nov 2026/);
  });

  test('does nothing with an image that is gone', () => {
    const image = imageOf({ id: 'gone-1' });
    markGone(image, true);
    expect(downloadReason(glance, image)).toBe('It is gone from lab');
    expect(editReason(glance, image)).toBe('It is gone from lab');
    markGone(image, false);
    expect(downloadReason(glance, image)).toBeUndefined();
  });

  test('shows packages as last seen, and asks only a cloud in reach', async () => {
    const listed = vi.fn(async () => fakePackages().slice(0, 1));
    openFakeSession({
      'catalog.capabilities': async () => ({ value: FAKE_CAPABILITIES.fifo, seenAt: SYNCED }),
      'connections.capabilities': async () => FAKE_CAPABILITIES.fifo,
      'catalog.packages': async () => ({ value: fakePackages(), seenAt: SYNCED }),
      'packages.list': listed,
    });
    receiveConnections([cloud('smart-rack', { health: 'offline' })]);
    await loadPackages(['smart-rack']);
    const shelf = () => usePackagesStore.getState().shelves['smart-rack'];
    expect(shelf()).toMatchObject({ loadedAt: SYNCED, loading: false, error: undefined });
    expect(shelf()?.packages).toHaveLength(fakePackages().length);
    expect(listed).not.toHaveBeenCalled();

    receiveConnections([cloud('smart-rack')]);
    await loadPackages(['smart-rack']);
    expect(shelf()?.packages).toHaveLength(1);
  });
});

describe('a cloud that could not be read', () => {
  test('says when it is tried again', () => {
    const next = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
    expect(retryWords(cloud('lab', { nextRefreshAt: next(40) }), NOW)).toBe('in under 1 min');
    expect(retryWords(cloud('lab', { nextRefreshAt: next(250) }), NOW)).toBe('in 4 min');
    expect(retryWords(cloud('lab', { nextRefreshAt: next(-5) }), NOW)).toBe('in a moment');
    expect(retryWords(cloud('lab', { nextRefreshAt: null }), NOW)).toBeUndefined();
  });

  test('tells its error, its age and its next try on hover, the error with nothing invisible in it', () => {
    const error = {
      code: 'UNREACHABLE' as const,
      message: 'No \u202eroute.',
      retry: 'safe' as const,
      operation: 'catalog.sync',
    };
    const state = { ...away, error, nextRefreshAt: new Date(NOW + 60_000).toISOString() };
    expect(stateTitle(state, NOW)).toBe('No ⟨U+202E⟩route.\nListed 20 Nov 2026, 14:02\nRead again at 14:31');
  });
});

test('a window that is looked at often asks once in a while', () => {
  let now = 0;
  const work = vi.fn();
  const look = throttle(work, 15_000, () => now);
  look();
  look();
  now = 14_999;
  look();
  expect(work).toHaveBeenCalledTimes(1);
  now = 15_000;
  look();
  expect(work).toHaveBeenCalledTimes(2);
});

describe('sharing in words', () => {
  const member: Member = { memberId: 'p', name: null, status: null, canShare: null, createdAt: null };

  test('says what a status means; without one everybody sees it', () => {
    expect(statusWords(member)).toBe('sees it');
    expect(statusWords({ ...member, status: 'pending' })).toBe('asked, no answer yet');
    expect(statusWords({ ...member, status: 'rejected' })).toBe('declined');
  });

  test('says who members are, by the kind of service', () => {
    expect(kindWords('glance')).toMatch(/must accept/);
    expect(kindWords('plankton')).toMatch(/at once/);
    expect(kindWords('djinn')).toMatch(/collaborators/);
    expect(kindWords('fifo')).toBeUndefined();
  });

  test('counts the members beside the name of the tab once they are known', () => {
    const seen = {
      past: false,
      seenAt: undefined,
      loading: false,
      error: undefined,
      reason: undefined,
      refresh() {},
    };
    expect(memberCount({ ...seen, members: undefined })).toBe('');
    expect(memberCount({ ...seen, members: [member] })).toBe(' 1');
  });
});

describe('properties', () => {
  test('that differ between two copies are named, whatever they are called', () => {
    const one = imageOf({ properties: { a: '1', b: '2', same: 'x' } });
    const other = imageOf({ properties: { a: '1', b: '3', same: 'x', toString: 'y' } });
    expect(differingProperties(one, other)).toEqual(['b', 'toString']);
    expect(differingProperties(one, one)).toEqual([]);
  });
});
