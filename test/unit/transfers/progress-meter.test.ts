import { describe, expect, it } from 'vitest';
import { ProgressMeter } from '../../../src/main/transfers/progress-meter.ts';

describe('the progress meter', () => {
  it('says nothing of the speed before it can', () => {
    const meter = new ProgressMeter(0);
    meter.restart(0, 1000, 0);
    meter.advance(100, 100);
    expect(meter.read(100)).toEqual({
      bytesDone: 100,
      bytesTotal: 1000,
      bytesPerSecond: null,
      etaSeconds: null,
    });
  });

  it('says the speed of the last seconds and when it will be done', () => {
    const meter = new ProgressMeter(0);
    meter.restart(0, 100_000, 0);
    for (let at = 100; at <= 5000; at += 100) meter.advance(at * 2, at);
    const { bytesPerSecond, etaSeconds } = meter.read(5000);
    expect(bytesPerSecond).toBe(2000);
    expect(etaSeconds).toBe(45);
  });

  it('falls to zero when nothing moves, and gives no time of arrival then', () => {
    const meter = new ProgressMeter(0);
    meter.restart(0, 10_000, 0);
    for (let at = 100; at <= 1000; at += 100) meter.advance(at, at);
    expect(meter.read(9000)).toMatchObject({ bytesPerSecond: 0, etaSeconds: null });
    expect(meter.movedAt).toBe(1000);
  });

  it('does not count kept bytes as speed', () => {
    const meter = new ProgressMeter(0);
    meter.restart(5_000_000, 10_000_000, 1000);
    meter.advance(5_001_000, 2000);
    expect(meter.read(2000).bytesPerSecond).toBe(1000);
  });
});
