import { beforeEach, describe, expect, test } from 'vitest';
import { toastQueue } from '../../../src/renderer/src/app/toast-queue.ts';
import { offerUndo, undoLast, undoReason, useUndoStore } from '../../../src/renderer/src/app/undo-stack.ts';
import { AppError } from '../../../src/shared/errors/index.ts';

const titles = () => useUndoStore.getState().stack.map(({ title }) => title);
const toasts = () => toastQueue.visibleToasts.map(({ content }) => content);
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  useUndoStore.setState({ stack: [] });
  for (const { key } of toastQueue.visibleToasts) toastQueue.close(key);
});

describe('the last change', () => {
  test('is taken back once, the newest first, and its message leaves', async () => {
    const undone: string[] = [];
    for (const title of ['one', 'two'])
      offerUndo({ title, operation: 'images.edit', undo: async () => undone.push(title) });
    expect(titles()).toEqual(['one', 'two']);
    expect(toasts().filter(({ action }) => action?.label === 'Undo').length).toBe(2);
    undoLast();
    expect(titles()).toEqual(['one']);
    await turn();
    expect(undone).toEqual(['two']);
    expect(toasts().map(({ title, text }) => [title, text])).toContainEqual(['Taken back', 'two']);
    expect(toasts().some(({ title }) => title === 'two')).toBe(false);
    undoLast();
    await turn();
    undoLast();
    await turn();
    expect(undone).toEqual(['two', 'one']);
    expect(undoReason()).toBe('Nothing was changed yet that can be taken back');
  });

  test('is not taken back twice by its message and by the command', async () => {
    let undone = 0;
    offerUndo({ title: 'one', operation: 'images.edit', undo: async () => (undone += 1) });
    const [message] = toasts();
    undoLast();
    message?.action?.run();
    await turn();
    expect(undone).toBe(1);
  });

  test('stands again if taking it back fails, with the reason said', async () => {
    let refuses = true;
    let undone = 0;
    offerUndo({
      title: 'one',
      operation: 'images.edit',
      undo: async () => {
        if (refuses) throw new AppError('CONFLICT', 'It was changed since.', { operation: 'images.edit' });
        undone += 1;
      },
    });
    undoLast();
    await turn();
    expect(titles()).toEqual(['one']);
    expect(toasts().some(({ tone, text }) => tone === 'bad' && text?.includes('changed since'))).toBe(true);
    refuses = false;
    undoLast();
    await turn();
    expect([undone, titles()]).toEqual([1, []]);
  });

  test('refused twice because of what somebody else did stands in the way of no older one', async () => {
    let undone = 0;
    offerUndo({ title: 'older', operation: 'images.edit', undo: async () => (undone += 1) });
    offerUndo({
      title: 'newer',
      operation: 'images.edit',
      undo: () => Promise.reject(new AppError('CONFLICT', 'Changed since.', { operation: 'images.edit' })),
    });
    for (const left of [['older', 'newer'], ['older'], []]) {
      undoLast();
      await turn();
      expect(titles()).toEqual(left);
    }
    expect(undone).toBe(1);
  });

  test('waits for the one before it: two may be about the same image', async () => {
    const order: string[] = [];
    offerUndo({ title: 'first', operation: 'images.edit', undo: async () => order.push('first') });
    offerUndo({
      title: 'second',
      operation: 'images.edit',
      undo: async () => {
        order.push('second begins');
        await turn();
        order.push('second ends');
      },
    });
    undoLast();
    undoLast();
    await turn();
    await turn();
    expect(order).toEqual(['second begins', 'second ends', 'first']);
  });

  test('one whose way back shows itself says nothing besides', async () => {
    offerUndo({ title: '200 changed', operation: 'images.edit', quiet: true, undo: async () => undefined });
    undoLast();
    await turn();
    expect(toasts()).toEqual([]);
  });

  test('the oldest are forgotten, the newest fifty stand', () => {
    for (let index = 0; index < 60; index += 1)
      offerUndo({ title: `${index}`, operation: 'images.edit', undo: async () => undefined });
    expect([titles().length, titles()[0], titles().at(-1)]).toEqual([50, '10', '59']);
  });
});
