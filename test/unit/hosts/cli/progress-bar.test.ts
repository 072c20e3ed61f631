import { describe, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { progressLine } from '../../../../src/main/hosts/cli/progress-bar.ts';
import { fakeTransfers } from '../../../fixtures/page-harness/fake-transfers.ts';

const [sending] = fakeTransfers(0);
if (sending === undefined) throw new Error('There is always a first.');
const line = (patch: Partial<Transfer>): string => progressLine({ ...sending, ...patch });
const sent = { phase: 'server-processing', bytesPerSecond: null, etaSeconds: null } as const;
const uncounted = { ...sent, kind: 'import', bytesDone: 0, bytesTotal: null } as const;

describe('the progress line of a terminal', () => {
  it('says percent, phase, bytes, speed and what is left', () => {
    expect(line({})).toBe(
      'debian-13-base [###############.........] 62 % sending 381 MiB · 214 MiB/s · 2 s left',
    );
  });

  it('takes the bytes that were sent for no progress of the service', () => {
    expect(line({ ...sent, bytesDone: 614 * 1024 ** 2 })).toBe('debian-13-base service works 614 MiB');
  });

  it("says the service's own word, and how far it is where it tells", () => {
    const service = { word: 'importing', fraction: 0.5 };
    expect(line({ ...uncounted, service })).toBe(
      'debian-13-base [############............] 50 % prod-eu: importing',
    );
    expect(line({ ...uncounted, service: { ...service, fraction: null } })).toBe(
      'debian-13-base prod-eu: importing',
    );
    expect(line({ ...uncounted, service, stalled: true })).toMatch(/prod-eu: importing, quiet$/);
  });

  it('goes by the bytes of an import where the service counts them', () => {
    const bytes = { bytesDone: 50, bytesTotal: 100 };
    expect(line({ ...uncounted, ...bytes, service: { word: 'importing', fraction: null } })).toBe(
      'debian-13-base [############............] 50 % prod-eu: importing 50 B',
    );
  });

  it('lets no word take the line over', () => {
    const word = `\u001b[2J\u202e${'x'.repeat(200)}`;
    expect(line({ ...uncounted, service: { word, fraction: null } })).toBe(
      'debian-13-base prod-eu: \\u{1b}[2J\\u{202e}xxxxxxx',
    );
  });
});
