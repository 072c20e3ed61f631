import { beforeEach, describe, expect, test } from 'vitest';
import { useConnectionsStore } from '../../../src/renderer/src/features/connections/connections-store.ts';
import {
  copyTargets,
  sourceReason,
  targetReason,
} from '../../../src/renderer/src/features/copy/copy-reasons.ts';
import {
  copyAll,
  copyable,
  openCopy,
  setCopyName,
  setCopyTarget,
  useCopyStore,
} from '../../../src/renderer/src/features/copy/copy-store.ts';
import { fieldWords, valueWords } from '../../../src/renderer/src/features/copy/difference-words.ts';
import type { CallParams } from '../../../src/shared/contract/index.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import type { CopyPlan } from '../../../src/shared/model/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { fakeConnections } from '../../fixtures/page-harness/fake-connections.ts';
import { fakeTransfers } from '../../fixtures/page-harness/fake-transfers.ts';
import { openFakeSession } from './fake-session.ts';
import { imageOf } from './images.ts';

const list = fakeConnections(0, {});
const capabilities = Object.fromEntries(
  list.map(({ profile }) => [profile.name, FAKE_CAPABILITIES[profile.kind]]),
);
const image = imageOf({ connection: 'lab' });

describe('where images can be dropped', () => {
  test('a cloud without bytes says so in its own words, the one they are in says that', () => {
    expect(copyTargets(list, capabilities, [image]).map(({ name, reason }) => [name, reason])).toEqual([
      ['prod-eu', undefined],
      ['lab', 'It is in this cloud already.'],
      ['okeanos', undefined],
      ['ci-images', undefined],
      ['smart-rack', undefined],
      ['prod-nova', "Nova's image proxy takes no bytes."],
    ]);
  });

  test('of several, one that can go is enough', () => {
    const waiting = imageOf({ connection: 'lab', id: 'w', status: 'waiting' });
    expect(targetReason(capabilities, [image, waiting], 'prod-eu')).toBeUndefined();
    expect(targetReason(capabilities, [waiting], 'prod-eu')).toBe('It has no complete content yet');
    expect(sourceReason(capabilities, [imageOf({ connection: 'prod-nova' })])).toBe(
      "Nova's image proxy gives out no bytes.",
    );
  });

  test('what is not known yet greys nothing', () => {
    expect(targetReason({}, [image], 'prod-eu')).toBeUndefined();
  });
});

describe('the plan of a copy', () => {
  const planned: CallParams<'transfers.planCopy'>[] = [];
  const copied: CallParams<'transfers.copy'>[] = [];
  const plan = (name: string): CopyPlan => ({
    image: { name, diskFormat: 'raw', containerFormat: 'bare' },
    differences: [],
  });
  const [row] = [() => useCopyStore.getState().rows[0]];
  const settle = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  beforeEach(() => {
    planned.length = 0;
    copied.length = 0;
    useConnectionsStore.setState({ list, capabilities });
    openFakeSession({
      'connections.capabilities': async ({ name }) => capabilities[name] ?? FAKE_CAPABILITIES.glance,
      'catalog.window': async () => ({ rows: [], offset: 0, total: 0, exact: true }),
      'transfers.planCopy': async (order) => {
        planned.push(order);
        await settle(order.to === 'okeanos' ? 40 : 0);
        return plan(order.name ?? `plan for ${order.to}`);
      },
      'transfers.copy': async (order) => {
        copied.push(order);
        if (order.id === 'full') throw new AppError('QUOTA', 'Full.', { operation: 'transfers.copy' });
        const [transfer] = fakeTransfers(0);
        if (transfer === undefined) throw new Error('There is always a first.');
        return { ...transfer, id: order.id, kind: 'copy' };
      },
    });
  });

  test('a plan for the cloud before, that comes late, is dropped', async () => {
    openCopy([image], 'okeanos');
    setCopyTarget('prod-eu');
    await settle(80);
    expect(row()?.plan?.image.name).toBe('plan for prod-eu');
    expect(copyable(useCopyStore.getState().rows, 'prod-eu')).toHaveLength(1);
  });

  test('without a cloud to drop on it begins with the first that takes the bytes', () => {
    openCopy([imageOf({ connection: 'prod-eu' })]);
    expect(useCopyStore.getState().target).toBe('lab');
  });

  test('another name is planned again once the typing rests, and sent', async () => {
    openCopy([image], 'prod-eu');
    await settle();
    setCopyName('lab/a1', 'de');
    setCopyName('lab/a1', 'debian-13-eu');
    await settle(300);
    expect(planned.map(({ name }) => name)).toEqual([undefined, 'debian-13-eu']);
    await copyAll();
    expect(copied).toEqual([{ from: 'lab', id: 'a1', to: 'prod-eu', name: 'debian-13-eu' }]);
    expect(useCopyStore.getState().rows).toEqual([]);
  });

  test('an empty name is not sent', async () => {
    openCopy([image], 'prod-eu');
    await settle();
    setCopyName('lab/a1', ' ');
    expect(copyable(useCopyStore.getState().rows, 'prod-eu')).toEqual([]);
  });

  test('what is refused stays on the sheet with the reason', async () => {
    openCopy([image, imageOf({ connection: 'lab', id: 'full' })], 'prod-eu');
    await settle();
    await copyAll();
    expect(useCopyStore.getState().rows).toMatchObject([{ key: 'lab/full', error: { code: 'QUOTA' } }]);
  });
});

test('differences are said in words', () => {
  expect(['diskFormat', 'property os_distro'].map(fieldWords)).toEqual(['Disk format', 'Property os_distro']);
  expect(valueWords(['a', 'b'])).toBe('a, b');
  expect(valueWords({ os_distro: 'debian', hw: 'x' })).toBe('os_distro, hw');
  expect(valueWords(20, 'GiB')).toBe('20 GiB');
  expect(valueWords('x'.repeat(100))).toHaveLength(81);
});
