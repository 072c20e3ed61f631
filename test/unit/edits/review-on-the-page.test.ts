import { beforeEach, describe, expect, test } from 'vitest';
import { editWords, fieldWords, valueWords } from '../../../src/renderer/src/features/edits/edit-words.ts';
import { receiveEdits } from '../../../src/renderer/src/features/edits/edits-store.ts';
import { rowReason, sendable, undecided } from '../../../src/renderer/src/features/edits/review-choice.ts';
import * as review from '../../../src/renderer/src/features/edits/review-store.ts';
import type { Handlers } from '../../../src/shared/contract/index.ts';
import { reviewFields } from '../../../src/shared/edits/index.ts';
import type { WireError } from '../../../src/shared/errors/index.ts';
import type { Image, QueuedEdit } from '../../../src/shared/model/index.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from '../renderer/fake-session.ts';
import { imageOf } from '../renderer/images.ts';

type Sent = Parameters<Handlers['edits.send']>[0]['edits'][number];

let known: readonly QueuedEdit[];
let now: Map<string, Image>;
let sent: Sent[];
let refusals: Map<string, WireError>;

const queuedAt = '2026-11-20T10:00:00.000Z';
const waiting = (id: string, edit: QueuedEdit['edit']): QueuedEdit => ({
  connection: 'lab',
  imageId: id,
  edit,
  base: imageOf({ id, name: `name-${id}` }),
  queuedAt,
});
const rows = () => review.useReviewStore.getState().rows ?? [];
const row = (id: string) => {
  const found = rows().find(({ key }) => key === `lab/${id}`);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
};
const refusal = (context: WireError['context'] = {}): WireError => ({
  code: 'CONFLICT',
  message: 'No.',
  retry: 'never',
  operation: 'edits.send',
  context,
});

/** Opens the sheet with these edits, and waits until all were compared. */
async function open(edits: readonly QueuedEdit[]): Promise<void> {
  receiveEdits(edits);
  review.openReview();
  await eventually(() => expect(rows().every(({ reviewed }) => reviewed !== undefined)).toBe(true));
}

beforeEach(() => {
  review.closeReview();
  [now, sent, refusals] = [new Map(), [], new Map()];
  openFakeSession({
    'edits.review': async ({ edits: asked = [] }) =>
      asked.flatMap(({ id }) => {
        const queued = known.find(({ imageId }) => imageId === id);
        if (queued === undefined) return [];
        const image = now.get(id) ?? { ...queued.base };
        return [{ queued, now: image, error: null, fields: reviewFields(queued, image) }];
      }),
    'edits.send': async ({ edits: orders }) =>
      orders.map((order) => {
        sent.push(order);
        const error = refusals.get(order.id) ?? null;
        refusals.delete(order.id);
        const image = imageOf({ id: order.id, revision: 'after' });
        return { connection: 'lab', id: order.id, document: error ? null : { image, raw: null }, error };
      }),
  });
});

const show = async (...edits: readonly QueuedEdit[]): Promise<void> => {
  known = edits;
  await open(edits);
};

describe('the review of waiting edits', () => {
  test('a conflict has no side until a person decides: the edit is not sent before that', async () => {
    now.set('a', imageOf({ id: 'a', name: 'theirs', revision: '7' }));
    await show(waiting('a', { name: 'mine', minRamMb: 1024 }), waiting('b', { name: 'mine' }));
    expect(undecided(row('a')).map(({ field }) => field)).toEqual(['name']);
    expect(rowReason(row('a'))).toBe('Choose for 1 conflict first');
    await review.sendChosen();
    expect(sent).toEqual([{ connection: 'lab', id: 'b', revision: '1', skip: [], queuedAt }]);

    review.setSide('lab/a', 'name', 'theirs');
    expect(sendable(rows()).map(({ key }) => key)).toEqual(['lab/a']);
    await review.sendChosen();
    expect(sent[1]).toEqual({ connection: 'lab', id: 'a', revision: '7', skip: ['name'], queuedAt });
    // All were sent: the sheet closes by itself.
    expect(review.useReviewStore.getState().rows).toBeUndefined();
  });

  test('what was left out stays, and is not sent', async () => {
    await show(waiting('a', { name: 'mine', minRamMb: 1024 }), waiting('b', { name: 'mine' }));
    review.setIncluded('lab/b', false);
    review.setSide('lab/a', 'minRamMb', 'theirs');
    await review.sendChosen();
    expect(sent).toEqual([{ connection: 'lab', id: 'a', revision: '1', skip: ['minRamMb'], queuedAt }]);
    expect(rows().map(({ state }) => state)).toEqual(['sent', 'waiting']);
  });

  test('a lost race is compared anew, and what was decided before does not count any more', async () => {
    now.set('a', imageOf({ id: 'a', name: 'theirs', revision: '7' }));
    await show(waiting('a', { name: 'mine' }));
    review.setSide('lab/a', 'name', 'yours');
    refusals.set('a', refusal());
    now.set('a', imageOf({ id: 'a', name: 'theirs again', revision: '8' }));
    await review.sendChosen();
    await eventually(() => expect(row('a').reviewed?.now?.revision).toBe('8'));
    expect(row('a')).toMatchObject({ state: 'waiting', sides: {}, refusal: { code: 'CONFLICT' } });
    expect(sendable(rows())).toEqual([]);
  });

  test('a consequence is asked about, and accepted only for that edit', async () => {
    await show(waiting('a', { setProperties: { os: '13' } }));
    refusals.set('a', refusal({ instead: 'glance' }));
    await review.sendChosen();
    expect(row('a')).toMatchObject({ state: 'waiting', refusal: { context: { instead: 'glance' } } });
    review.sendAccepting('lab/a');
    await eventually(() => expect(row('a').state).toBe('sent'));
    expect(sent.map(({ accepted }) => accepted)).toEqual([undefined, true]);
  });

  test('one that was sent or discarded elsewhere leaves the sheet', async () => {
    await show(waiting('a', { name: 'mine' }), waiting('b', { name: 'mine' }));
    known = known.slice(1);
    review.reviewAgain(['lab/a']);
    await eventually(() => expect(rows().map(({ key }) => key)).toEqual(['lab/b']));
  });
});

describe('waiting changes in words', () => {
  test('fields, values, and a change in a line', () => {
    expect([fieldWords('minRamMb'), fieldWords('tag.web'), fieldWords('property.os_distro')]).toEqual([
      'Min memory',
      'Tag web',
      'os_distro',
    ]);
    expect([
      valueWords('minRamMb', 512),
      valueWords('tag.web', true),
      valueWords('property.x', null),
      valueWords('property.x', { a: [1] }),
      valueWords('visibility', 'community'),
      valueWords('protected', true),
      valueWords('name', 'a\u202eb'),
    ]).toEqual(['512 MiB', 'tagged', 'not set', '{"a":[1]}', 'Community', 'Protected', 'a⟨U+202E⟩b']);
    expect(editWords({ name: 'x', addTags: ['a'] })).toBe('Name, Tag a');
    expect(editWords({ name: 'x', minDiskGb: 1, addTags: ['a', 'b', 'c'] })).toBe(
      'Name, Min disk, Tag a and 2 more',
    );
  });
});
