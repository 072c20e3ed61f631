import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import type { ConnectionProfile, MemberStatus, SharedImage } from '#shared/model/index.ts';
import { createInboxService, type InboxServiceDeps } from '../../../src/main/inbox/index.ts';
import { declaredCapabilities } from '../../../src/main/providers/index.ts';
import type { Call } from '../../../src/main/providers/provider.ts';

const glance = (name: string, project: string): ConnectionProfile => ({
  name,
  kind: 'glance',
  settings: { authUrl: 'https://cloud.example/v3', username: 'ann', project },
  tls: {},
  color: 0,
});
const offered = (id: string, memberStatus: MemberStatus = 'pending') =>
  ({ connection: 'mine', id, name: id, visibility: 'shared', memberStatus }) as SharedImage;

/** The inbox over a service that answers when the test lets it, one list after the other. */
function openInbox() {
  let profiles: readonly ConnectionProfile[] = [glance('mine', 'web')];
  const rows = new Map<string, { value: readonly SharedImage[]; seenAt: string }>();
  const lists: {
    readonly status: string;
    readonly signal: AbortSignal;
    answer(images: readonly SharedImage[]): void;
  }[] = [];
  const deps = {
    catalog: {
      kept: async (connection: string) => rows.get(connection) ?? null,
      keep: async (
        connection: string,
        _kind: string,
        _key: string,
        value: readonly SharedImage[],
        at?: string,
      ) => {
        rows.set(connection, { value, seenAt: at ?? new Date().toISOString() });
      },
      remove: async () => undefined,
      removeConnection: async (connection: string) => {
        rows.delete(connection);
      },
    },
    connections: {
      provider: async () => ({
        async *listShared(status: string, { signal }: Call) {
          const { promise, resolve, reject } = Promise.withResolvers<readonly SharedImage[]>();
          signal.addEventListener('abort', () => reject(signal.reason));
          lists.push({ status, signal, answer: resolve });
          yield (await promise).map(({ memberStatus, ...image }) => ({
            document: { image, raw: {} },
            memberStatus,
          }));
        },
      }),
    },
    profiles: () => profiles,
    declaredCapabilities,
    showImage: async () => {
      throw new AppError('UNREACHABLE', 'not asked here', { operation: 'images.show' });
    },
    emit: () => undefined,
    log: { warn: () => undefined, error: () => undefined },
  };
  const inbox = createInboxService(deps as unknown as InboxServiceDeps);
  const context = { signal: new AbortController().signal };
  return {
    inbox,
    lists,
    rows,
    refresh: () => inbox.handlers['inbox.refresh']({}, context),
    words: async () =>
      (await inbox.handlers['inbox.list']({}, context)).flatMap(({ images }) =>
        images.map(({ id, memberStatus }) => `${id}: ${memberStatus}`),
      ),
    state: async () => (await inbox.handlers['inbox.list']({}, context))[0],
    setProfiles: (...now: readonly ConnectionProfile[]) => {
      profiles = now;
    },
    /** The next list that the service is asked for. */
    async asked(count: number) {
      for (let turn = 0; turn < 200 && lists.length < count; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      const list = lists[count - 1];
      if (list === undefined) throw new Error(`only ${lists.length} lists were asked for`);
      return list;
    },
  };
}

afterEach(() => vi.useRealTimers());

describe('the inbox', () => {
  it('asks once for two who refresh at once', async () => {
    const { refresh, asked, lists, inbox } = openInbox();
    const both = [refresh(), refresh()];
    (await asked(1)).answer([offered('a')]);
    await Promise.all(both);
    expect(lists).toHaveLength(1);
    await inbox.close();
  });

  it('never lets an older list undo an answer', async () => {
    const { refresh, asked, inbox, words } = openInbox();
    const reading = refresh();
    const list = await asked(1);
    await inbox.answered({ connection: 'mine', id: 'a', status: 'rejected' }, new AbortController().signal);
    list.answer([offered('a'), offered('b')]);
    await reading;
    expect(await words()).toEqual(['a: rejected', 'b: pending']);
    await inbox.close();
  });

  it('loses no answer to an end between it and its writing: the first reading after a start brings it', async () => {
    const { refresh, asked, inbox, rows, words } = openInbox();
    const reading = refresh();
    (await asked(1)).answer([offered('a'), offered('b')]);
    await reading;
    const before = new Map(rows);
    await inbox.answered({ connection: 'mine', id: 'a', status: 'accepted' }, new AbortController().signal);
    expect(await words()).toEqual(['a: accepted', 'b: pending']);
    await inbox.close();

    // Another process, over the row as it was before the answer was written.
    const again = openInbox();
    for (const [connection, row] of before) again.rows.set(connection, row);
    expect(await again.words()).toEqual(['a: pending', 'b: pending']);
    again.inbox.afterPass('mine', false);
    const list = await again.asked(1);
    expect(list.status).toBe('all');
    list.answer([offered('a', 'accepted'), offered('b')]);
    await expect.poll(again.words).toEqual(['a: accepted', 'b: pending']);
    await again.inbox.close();
  });

  it('gives a person who refreshes all, also while only what waits is being read', async () => {
    const { refresh, asked, inbox, words, lists } = openInbox();
    const first = refresh();
    (await asked(1)).answer([offered('a', 'accepted')]);
    await first;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 });
    inbox.afterPass('mine', false);
    const pending = await asked(2);
    expect(pending.status).toBe('pending');
    const second = refresh();
    pending.answer([]);
    const all = await asked(3);
    expect(all.status).toBe('all');
    all.answer([]);
    await second;
    expect(await words()).toEqual([]);
    expect(lists).toHaveLength(3);
    await inbox.close();
  });

  it('reads a connection that was led elsewhere anew, without waiting for the old service', async () => {
    const { refresh, asked, inbox, words, setProfiles } = openInbox();
    const old = refresh();
    const slow = await asked(1);
    setProfiles(glance('mine', 'other'));
    inbox.afterPass('mine', false);
    const anew = await asked(2);
    expect(slow.signal.aborted).toBe(true);
    anew.answer([offered('theirs')]);
    await old;
    await expect.poll(words).toEqual(['theirs: pending']);
    await inbox.close();
  });

  it('keeps nothing of a connection that was removed while it was read', async () => {
    const { refresh, asked, inbox, rows, setProfiles, state } = openInbox();
    const reading = refresh();
    (await asked(1)).answer([offered('a')]);
    setProfiles();
    await inbox.forgetConnection('mine');
    await reading;
    expect([...rows.keys()]).toEqual([]);
    setProfiles(glance('mine', 'web'));
    expect(await state()).toMatchObject({ images: [], seenAt: null, error: null });
    await inbox.close();
  });
});
