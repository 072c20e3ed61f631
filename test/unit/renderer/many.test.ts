import { beforeEach, describe, expect, test, vi } from 'vitest';
import { toastQueue } from '../../../src/renderer/src/app/toast-queue.ts';
import { undoLast, useUndoStore } from '../../../src/renderer/src/app/undo-stack.ts';
import {
  putBatchAway,
  repeatFailed,
  useBatchStore,
} from '../../../src/renderer/src/features/batch/batch-store.ts';
import { useCatalogStore } from '../../../src/renderer/src/features/catalog/catalog-state.ts';
import { imageKey } from '../../../src/renderer/src/features/catalog/selection.ts';
import { useConnectionsStore } from '../../../src/renderer/src/features/connections/connections-store.ts';
import { planMany } from '../../../src/renderer/src/features/many/many-plan.ts';
import {
  applyMany,
  cloudNow,
  openMany,
  unwish,
  useManyStore,
  wish,
} from '../../../src/renderer/src/features/many/many-store.ts';
import {
  propertySpreads,
  sharedValue,
  spreadOf,
  spreadWords,
  tagCounts,
} from '../../../src/renderer/src/features/many/value-spread.ts';
import type { CallParams, Handlers } from '../../../src/shared/contract/index.ts';
import { wishesOf, withWishes } from '../../../src/shared/edits/index.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import type { Image, ImageEdit } from '../../../src/shared/model/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { fakeConnections } from '../../fixtures/page-harness/fake-connections.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';
import { openFakeSession } from './fake-session.ts';
import { imageOf } from './images.ts';

/** The inspector asks how wide the window is. */
vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
});

const list = fakeConnections(0, {}).map((each) => ({
  ...each,
  health: each.profile.name === 'okeanos' ? ('offline' as const) : ('ok' as const),
}));
const capabilities = Object.fromEntries(
  list.map(({ profile }) => [profile.name, FAKE_CAPABILITIES[profile.kind]]),
);
const online = (connection: string) => ({ capabilities: capabilities[connection], offline: false });
const planNow = () => {
  const { images: some = [], wishes } = useManyStore.getState();
  return planMany(some, [...wishes.values()], cloudNow);
};
const images = (count: number, patch: (index: number) => Partial<Image> = () => ({})): readonly Image[] =>
  Array.from({ length: count }, (_, index) =>
    imageOf({ id: `id-${index}`, name: `image-${index}`, ...patch(index) }),
  );

beforeEach(() => {
  putBatchAway();
  useConnectionsStore.setState({ list, capabilities, known: capabilities });
  useUndoStore.setState({ stack: [] });
  useManyStore.setState({ images: undefined, wishes: new Map() });
  for (const { key } of toastQueue.visibleToasts) toastQueue.close(key);
});

describe('the values of many', () => {
  test('are one, or mixed with how many have each', () => {
    const some = images(5, (index) => ({ visibility: index < 3 ? 'private' : 'shared' }));
    expect(spreadWords('visibility', spreadOf(some, 'visibility'))).toBe('Mixed: Private on 3, Shared on 2');
    expect(sharedValue(spreadOf(some, 'visibility'))).toBeUndefined();
    expect(sharedValue(spreadOf(some, 'minDiskGb'))).toBe(0);
    expect(spreadWords('minDiskGb', spreadOf(some, 'minDiskGb'))).toBe('0 GiB');
  });

  test('a property that some lack is mixed, and text is no number', () => {
    const [one, two, three] = images(3);
    const some = [
      { ...one, properties: { os: '1' } },
      { ...two, properties: { os: 1 } },
      { ...three, properties: {} },
    ] as Image[];
    expect(spreadOf(some, 'property.os').map(({ value, images: count }) => [value, count])).toEqual([
      ['1', 1],
      [1, 1],
      [undefined, 1],
    ]);
    expect(spreadWords('property.os', spreadOf(some, 'property.os'))).toBe(
      'Mixed: 1 on 1, 1 on 1, not set on 1',
    );
  });

  test('tags and properties are counted, a tag twice on one image once', () => {
    const some = images(4, (index) => ({
      tags: index === 0 ? ['web', 'web', 'db'] : ['web'],
      properties: index < 2 ? { z: '1', a: '2' } : { a: '2' },
    }));
    expect([...tagCounts(some)]).toEqual([
      ['web', 4],
      ['db', 1],
    ]);
    expect([...propertySpreads(some)]).toEqual([
      ['a', [{ value: '2', images: 4 }]],
      [
        'z',
        [
          { value: '1', images: 2 },
          { value: undefined, images: 2 },
        ],
      ],
    ]);
  });
});

describe('the plan of many', () => {
  test('has the least for each: what is so already is in no edit, what was not touched neither', () => {
    const some = images(4, (index) => ({
      protected: index < 2,
      tags: index === 0 ? ['web'] : [],
      visibility: index === 3 ? 'public' : 'private',
      properties: index === 1 ? { os: 'linux' } : {},
    }));
    const plan = planMany(
      some,
      wishesOf({ protected: true, addTags: ['web'], setProperties: { os: 'linux' } }),
      online,
    );
    expect(plan.orders.map(({ edit }) => edit)).toEqual([
      { setProperties: { os: 'linux' } },
      { addTags: ['web'] },
      { protected: true, setProperties: { os: 'linux' }, addTags: ['web'] },
      { protected: true, setProperties: { os: 'linux' }, addTags: ['web'] },
    ]);
    expect(plan.orders.some(({ edit }) => 'visibility' in edit)).toBe(false);
    const again = planMany(
      plan.orders.map(({ image, edit }) => withWishes(image, wishesOf(edit), false)),
      wishesOf({ protected: true, addTags: ['web'], setProperties: { os: 'linux' } }),
      online,
    );
    expect([again.orders, again.unchanged]).toEqual([[], 4]);
  });

  test('leaves out what a cloud cannot do, with its own reason, and does the rest there', () => {
    const some = [...images(2), ...images(3, () => ({ connection: 'okeanos' }))];
    const plan = planMany(some, wishesOf({ hidden: true, setProperties: { os: 'linux' } }), online);
    expect(plan.orders.map(({ edit }) => Object.keys(edit))).toEqual([
      ['hidden', 'setProperties'],
      ['hidden', 'setProperties'],
      ['setProperties'],
      ['setProperties'],
      ['setProperties'],
    ]);
    const ability = capabilities['okeanos']?.operations['image.hide'];
    expect(ability?.supported).toBe(false);
    expect(plan.leftOut).toEqual([
      {
        field: 'hidden',
        connection: 'okeanos',
        images: 3,
        reason: ability?.supported === false ? ability.reason : '',
      },
    ]);
  });

  test('keeps to the limits of tags', () => {
    const limited = {
      ...FAKE_CAPABILITIES.glance,
      limits: { ...FAKE_CAPABILITIES.glance.limits, tagLength: 5, tags: 2 },
    };
    const some = images(2, (index) => ({ tags: index === 0 ? ['a', 'b'] : ['a'] }));
    const plan = planMany(some, wishesOf({ addTags: ['web', 'much-too-long'] }), () => ({
      capabilities: limited,
      offline: false,
    }));
    expect(plan.leftOut.map(({ field, images: count, reason }) => [field, count, reason])).toEqual([
      ['tag.web', 2, 'An image has at most 2 tags on this service.'],
      ['tag.much-too-long', 2, 'A tag has at most 5 characters on this service.'],
    ]);
  });

  test('of ten thousand images is reckoned at once', async () => {
    const some = images(10_000, (index) => ({
      tags: index % 2 === 0 ? ['web'] : [],
      properties: { os: `${index % 7}` },
    }));
    const wishes = wishesOf({ hidden: true, removeTags: ['web'], unsetProperties: ['os'] });
    const tookMs = await cpuMsOf(() => expect(planMany(some, wishes, online).orders.length).toBe(10_000));
    expect(tookMs).toBeLessThan(500);
  });
});

describe('sending to many', () => {
  const sent: CallParams<'images.edit'>[] = [];
  const queued: CallParams<'edits.queue'>[] = [];
  const held = new Map<string, Image>();
  const apply = (image: Image, edit: ImageEdit): Image => ({
    ...withWishes(image, wishesOf(edit), false),
    revision: `${Number(image.revision) + 1}`,
  });
  const handlers: Partial<Handlers> = {
    'images.edit': async (order) => {
      sent.push(order);
      const image = held.get(order.id);
      if (image === undefined || order.revision !== image.revision)
        throw new AppError('CONFLICT', 'The image was changed.', { operation: 'images.edit' });
      const next = apply(image, order.edit as ImageEdit);
      held.set(order.id, next);
      return { image: next, raw: {} };
    },
    'images.show': async ({ id }) => ({ image: held.get(id) ?? imageOf(), raw: {} }),
    'edits.queue': async (order) => {
      queued.push(order);
      return null;
    },
  };
  const begin = (some: readonly Image[]): void => {
    held.clear();
    for (const image of some) held.set(image.id, image);
    useCatalogStore.setState({
      selection: {
        images: new Map(some.map((image) => [imageKey(image), image])),
        focus: 0,
        anchor: 0,
        awaited: false,
      },
    });
    openMany(some);
  };
  const settle = async (): Promise<void> => {
    do await new Promise((resolve) => setTimeout(resolve, 5));
    while (useBatchStore.getState().batch?.running);
  };

  beforeEach(() => {
    sent.length = 0;
    queued.length = 0;
    openFakeSession(handlers);
  });

  test('each against the revision seen; undo sets each back to what it had', async () => {
    const some = images(20, (index) => ({ minRamMb: index }));
    begin(some);
    wish('minRamMb', 7);
    wish('visibility', 'public');
    unwish('visibility');
    await applyMany(planNow());
    expect(sent.length).toBe(19);
    expect(sent.every(({ edit }) => JSON.stringify(edit) === '{"minRamMb":7}')).toBe(true);
    const chosen = [...useCatalogStore.getState().selection.images.values()];
    expect(chosen.every(({ minRamMb }) => minRamMb === 7)).toBe(true);
    expect(useUndoStore.getState().stack.at(-1)?.title).toBe('19 images changed');
    undoLast();
    await settle();
    expect([...held.values()].map(({ minRamMb }) => minRamMb)).toEqual(some.map(({ minRamMb }) => minRamMb));
    expect(useUndoStore.getState().stack).toEqual([]);
  });

  test('a lost race is reported, and repeated only on what was looked at', async () => {
    const some = images(3);
    begin(some);
    const theirs = { ...imageOf({ id: 'id-1', name: 'theirs' }), revision: '9' };
    held.set('id-1', theirs);
    wish('hidden', true);
    await applyMany(planNow());
    const batch = () => useBatchStore.getState().batch;
    expect([...(batch()?.failed.values() ?? [])].map(({ code }) => code)).toEqual(['CONFLICT']);
    await repeatFailed();
    expect(batch()?.failed.size).toBe(1);
    await batch()?.items[1]?.look?.();
    expect([...useCatalogStore.getState().selection.images.values()].map(({ name }) => name)).toEqual([
      'theirs',
    ]);
    await repeatFailed();
    expect(batch()?.failed.size).toBe(0);
    expect(held.get('id-1')).toMatchObject({ name: 'theirs', hidden: true });
    expect(useUndoStore.getState().stack.map(({ title }) => title)).toEqual([
      '2 images changed',
      '1 image changed',
    ]);
  });

  test('what is of a cloud that is away waits, and nothing is sent there', async () => {
    begin(images(4, (index) => ({ connection: index < 2 ? 'lab' : 'okeanos' })));
    wish('property.os', 'linux');
    await applyMany(planNow());
    expect(sent.map(({ connection }) => connection)).toEqual(['lab', 'lab']);
    expect(queued.map(({ connection, edit }) => [connection, edit])).toEqual([
      ['okeanos', { setProperties: { os: 'linux' } }],
      ['okeanos', { setProperties: { os: 'linux' } }],
    ]);
    undoLast();
    await settle();
    expect(queued.slice(2).map(({ edit }) => edit)).toEqual([
      { unsetProperties: ['os'] },
      { unsetProperties: ['os'] },
    ]);
  });
});
