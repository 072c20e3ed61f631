import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError, ERROR_CODES } from '#shared/errors/index.ts';
import { isPassing, retryDelayMs } from '../../../src/main/transfers/retry.ts';

const error = (code: (typeof ERROR_CODES)[number], context = {}): AppError =>
  new AppError(code, 'x', { operation: 'test', context });

describe('retries', () => {
  it('are for the network and for a service that is down, and for nothing else', () => {
    expect(ERROR_CODES.filter((code) => isPassing(error(code)))).toEqual([
      'UNREACHABLE',
      'TIMEOUT',
      'STALLED',
      'UNAVAILABLE',
    ]);
    expect(isPassing(new TypeError('a fault'))).toBe(false);
  });

  it('wait twice as long each time, spread by a quarter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const wait = retryDelayMs(failures, 1000, error('TIMEOUT'), () => random);
          const middle = 1000 * 2 ** (failures - 1);
          expect(wait).toBeGreaterThanOrEqual(middle * 0.75 - 1);
          expect(wait).toBeLessThanOrEqual(middle * 1.25 + 1);
        },
      ),
    );
  });

  it('wait at least as long as the service asks, within reason', () => {
    expect(retryDelayMs(1, 1000, error('UNAVAILABLE', { retryAfter: '30' }))).toBe(30_000);
    expect(retryDelayMs(1, 1000, error('UNAVAILABLE', { retryAfter: '1000000000' }))).toBe(300_000);
    const date = new Date(Date.now() + 20_000).toUTCString();
    expect(retryDelayMs(1, 1000, error('UNAVAILABLE', { retryAfter: date }))).toBeGreaterThan(18_000);
    expect(retryDelayMs(1, 1000, error('UNAVAILABLE', { retryAfter: 'soon' }))).toBeLessThan(1300);
  });
});
