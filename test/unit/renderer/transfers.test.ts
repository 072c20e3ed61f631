import { describe, expect, test } from 'vitest';
import { announcementFor } from '../../../src/renderer/src/features/transfers/announcements.ts';
import { phaseSegments } from '../../../src/renderer/src/features/transfers/phase-bar-shares.ts';
import {
  directionWords,
  transferWords,
} from '../../../src/renderer/src/features/transfers/transfer-words.ts';
import { PHASES_OF_KIND, type Transfer } from '../../../src/shared/model/index.ts';
import { fakeTransfers } from '../../fixtures/page-harness/fake-transfers.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const [sending] = fakeTransfers(NOW);
if (sending === undefined) throw new Error('There is always a first.');
const transfer = (patch: Partial<Transfer>): Transfer => ({ ...sending, ...patch });
const half = { bytesDone: 50, bytesTotal: 100 };

describe('the bar of a transfer', () => {
  test.each(['upload', 'download', 'import', 'copy'] as const)(
    'of an %s has one segment a phase, 100 parts long',
    (kind) => {
      const segments = phaseSegments(transfer({ kind, phase: null, state: 'queued' }));
      expect(segments.map(({ phase }) => phase)).toEqual(PHASES_OF_KIND[kind]);
      expect(segments.reduce((sum, { share }) => sum + share, 0)).toBe(100);
    },
  );

  test('earlier phases are full, the running one as far as its bytes, later ones empty', () => {
    const fills = phaseSegments(transfer({ ...half, phase: 'sending' })).map(({ fill }) => fill);
    expect(fills).toEqual([1, 0.5, 0, 0]);
  });

  test('a phase without bytes of its own says that nobody knows how far it is', () => {
    const segments = phaseSegments(transfer({ ...half, phase: 'server-processing' }));
    expect(segments.map(({ fill, unknown }) => [fill, unknown])).toEqual([
      [1, false],
      [1, false],
      [0, true],
      [0, false],
    ]);
  });

  test('a service that counts what it fetches fills its own phase', () => {
    const [fetching] = phaseSegments(transfer({ ...half, kind: 'import', phase: 'server-processing' }));
    expect(fetching).toMatchObject({ fill: 0.5, unknown: false });
    const silent = transfer({ kind: 'import', phase: 'server-processing', bytesDone: 0, bytesTotal: null });
    expect(phaseSegments(silent)[0]).toMatchObject({ fill: 0, unknown: true });
  });

  test('a service that says how far its own work is fills that phase, with bytes or without', () => {
    const service = { word: 'SAVING', fraction: 0.7 };
    const sent = transfer({ phase: 'server-processing', bytesDone: 100, bytesTotal: 100, service });
    expect(phaseSegments(sent)[2]).toMatchObject({ fill: 0.7, unknown: false });
    const uncounted = transfer({ ...sent, kind: 'import', bytesDone: 0, bytesTotal: null });
    expect(phaseSegments(uncounted)[0]).toMatchObject({ fill: 0.7, unknown: false });
    const onlyWord = { ...sent, service: { word: 'SAVING', fraction: null } };
    expect(phaseSegments(onlyWord)[2]).toMatchObject({ fill: 0, unknown: true });
  });

  test('a paused download keeps what it has; a finished one is full', () => {
    const paused = transfer({ ...half, kind: 'download', phase: null, state: 'paused' });
    expect(phaseSegments(paused).map(({ fill }) => fill)).toEqual([0.5, 0]);
    expect(phaseSegments({ ...paused, state: 'succeeded' }).every(({ fill }) => fill === 1)).toBe(true);
  });
});

describe('a transfer in words', () => {
  const main = (patch: Partial<Transfer>): string => transferWords(transfer(patch), NOW).main;

  test('says phase, percent, speed and what is left', () => {
    expect(transferWords(sending, NOW)).toMatchObject({
      main: 'Sending 62 % · 214 MiB/s',
      detail: '381 of 614 MiB · 2 s left',
    });
  });

  test('never says 100 % before the last byte', () => {
    expect(main({ bytesDone: 9999, bytesTotal: 10_000 })).toMatch(/^Sending 99 %/);
  });

  test('says a stall before it is an error, and which try it is', () => {
    expect(main({ stalled: true, attempt: 3 })).toBe('Sending 62 % · no byte moves · try 3');
  });

  test('says who works while no byte passes here, and how far it is where that is told', () => {
    const importing = transfer({
      kind: 'import',
      phase: 'server-processing',
      otherEnd: 'https://example.org/a.qcow2',
      bytesDone: 381 * 1024 ** 2,
    });
    expect(transferWords(importing, NOW)).toMatchObject({
      main: 'prod-eu fetches it 62 % · 214 MiB/s',
      detail: '381 of 614 MiB · 2 s left',
    });
    expect(
      transferWords({ ...importing, bytesDone: 0, bytesTotal: null, bytesPerSecond: null }, NOW),
    ).toMatchObject({ main: 'prod-eu fetches it' });
    expect(main({ kind: 'import', phase: 'server-processing', otherEnd: 'pithos://u/images/a' })).toMatch(
      /^prod-eu takes it in/,
    );
    expect(main({ phase: 'server-processing' })).toBe('prod-eu works on it');
  });

  test("says the service's own word, and percent where the service itself tells", () => {
    const sent = {
      phase: 'server-processing',
      bytesDone: 100,
      bytesTotal: 100,
      bytesPerSecond: null,
    } as const;
    const service = { word: 'SAVING', fraction: null };
    expect(main({ ...sent, connection: 'okeanos', service })).toBe('okeanos: SAVING');
    expect(main({ ...sent, service: { ...service, fraction: 0.999 } })).toBe('prod-eu: SAVING 99 %');
    expect(main({ ...sent, service: { word: null, fraction: 0.5 } })).toBe('prod-eu works on it 50 %');
    const uncounted = { ...sent, kind: 'import', bytesDone: 0, bytesTotal: null } as const;
    const half = transfer({ ...uncounted, service: { word: 'importing', fraction: 0.45 } });
    expect(transferWords(half, NOW)).toMatchObject({
      main: 'prod-eu: importing 45 %',
      detail: 'the service fetches it',
    });
    const queued = transfer({ ...uncounted, service: { word: 'queued', fraction: null } });
    expect(transferWords(queued, NOW)).toMatchObject({
      main: 'prod-eu: queued',
      detail: 'it does not say how far it is',
    });
  });

  test('says when the next try comes', () => {
    const retryAt = new Date(NOW + 12_000).toISOString();
    expect(main({ state: 'queued', phase: null, retryAt })).toBe('Try 2 in 12 s');
  });

  test('says "Verified" only if both hashes were there and equal', () => {
    const [, , , done] = fakeTransfers(NOW);
    if (done?.receipt == null) throw new Error('The fourth one is done.');
    expect(transferWords(done, NOW).main).toBe('Verified · 58.2 MiB in 0.4 s');
    const unproved = { ...done, receipt: { ...done.receipt, hash: null } };
    expect(transferWords(unproved, NOW)).toMatchObject({
      main: 'Done · 58.2 MiB in 0.4 s',
      detail: 'receipt kept · the service reports no hash',
    });
  });

  test('names both ends, of a path only what people know it by', () => {
    expect(directionWords(transfer({ kind: 'download', otherEnd: '/home/ada/Downloads/a.qcow2' }))).toBe(
      'from prod-eu to Downloads/a.qcow2',
    );
    expect(directionWords(transfer({ kind: 'copy', otherEnd: 'okeanos' }))).toBe('from okeanos to prod-eu');
    expect(directionWords(transfer({ kind: 'import', otherEnd: 'https://example.org/a/b/c.qcow2' }))).toBe(
      'to prod-eu from https://example.org/a/b/c.qcow2',
    );
  });
});

describe('what is said aloud', () => {
  const at = (percent: number): Transfer => transfer({ bytesDone: percent, bytesTotal: 100 });

  test('every tenth part, not every snapshot', () => {
    expect(announcementFor(at(11), at(19))).toBeUndefined();
    expect(announcementFor(at(19), at(21))).toEqual({ text: 'debian-13-base 20 percent', urgency: 'polite' });
  });

  test("every tenth part of the service's own work, which begins anew after the bytes", () => {
    const working = (fraction: number | null): Transfer => ({
      ...at(100),
      phase: 'server-processing',
      service: { word: 'SAVING', fraction },
    });
    expect(announcementFor(at(100), working(null))).toBeUndefined();
    expect(announcementFor(at(100), working(0.05))).toBeUndefined();
    expect(announcementFor(working(0.05), working(0.31))?.text).toBe('debian-13-base on prod-eu 30 percent');
    expect(announcementFor(working(0.9), { ...at(100), phase: 'verifying' })).toBeUndefined();
    const importing = (fraction: number): Transfer => ({ ...working(fraction), kind: 'import' });
    expect(announcementFor(importing(0.1), importing(0.2))?.text).toBe('debian-13-base 20 percent');
  });

  test('a failure at once', () => {
    const error = { code: 'QUOTA', message: 'Full.', retry: 'never', operation: 'x' } as const;
    expect(announcementFor(at(40), { ...at(40), state: 'failed', error })).toEqual({
      text: 'debian-13-base failed: Quota reached',
      urgency: 'assertive',
    });
  });

  test('the end, and whether it was verified', () => {
    expect(announcementFor(at(99), { ...at(100), state: 'succeeded' })?.text).toBe('debian-13-base done');
  });
});
