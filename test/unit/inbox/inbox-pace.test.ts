import { describe, expect, test } from 'vitest';
import { type InboxMemory, inboxReading } from '../../../src/main/inbox/inbox-pace.ts';

const MINUTE = 60_000;
const now = 1_800_000_000_000;
const ago = (minutes: number, more: Partial<InboxMemory> = {}): InboxMemory => ({
  askedAt: now - minutes * MINUTE,
  tookMs: 200,
  allAt: now - minutes * MINUTE,
  ...more,
});
const reading = (memory: InboxMemory | undefined, { byHand = false, answers = true } = {}) =>
  inboxReading({ now, byHand, answers, memory });

describe('what a service is asked after its images were read', () => {
  test('is all after a start, and whenever a person refreshes, but not twice for a double click', () => {
    expect(reading(undefined)).toBe('all');
    expect(reading(ago(1), { byHand: true })).toBe('all');
    expect(reading(ago(0.1), { byHand: true })).toBeUndefined();
  });

  test('is what waits, every few minutes, and all every half an hour', () => {
    expect(reading(ago(3))).toBeUndefined();
    expect(reading(ago(5))).toBe('pending');
    expect(reading(ago(5, { allAt: now - 31 * MINUTE }))).toBe('all');
    expect(reading(ago(5, { allAt: undefined }))).toBe('all');
  });

  test('is only all where nothing can wait', () => {
    expect(reading(ago(5), { answers: false })).toBeUndefined();
    expect(reading(ago(31), { answers: false })).toBe('all');
  });

  test('is nothing for longer where answering takes long', () => {
    expect(reading(ago(15, { tookMs: 50_000 }))).toBeUndefined();
    expect(reading(ago(17, { tookMs: 50_000 }))).toBe('pending');
  });
});
