import { describe, expect, test } from 'vitest';
import { assertSameDestination } from '../../../src/main/connections/secret-destination.ts';
import type { ProfileInput } from '../../../src/shared/contract/index.ts';

const saved = {
  name: 'prod',
  kind: 'glance',
  settings: { authUrl: 'https://cloud.example:5000/v3', username: 'eve' },
  tls: {},
  color: 0,
} as const;
const edited = (settings: object): ProfileInput =>
  ({ name: 'prod', kind: 'glance', settings, tls: {} }) as ProfileInput;

describe('a stored secret', () => {
  test('stays usable when something else than the origin changes', () => {
    for (const settings of [
      { authUrl: 'https://cloud.example:5000/identity/v3', username: 'eve' },
      { authUrl: 'https://cloud.example:5000/v3', username: 'adam', region: 'R2' },
    ]) {
      expect(() => assertSameDestination(saved, edited(settings), 'connections.save')).not.toThrow();
    }
  });

  test.each([
    { authUrl: 'https://elsewhere.example:5000/v3' },
    { authUrl: 'http://cloud.example:5000/v3' },
    { authUrl: 'https://cloud.example:5001/v3' },
    { authUrl: 'https://cloud.example:5000/v3', endpoint: 'https://elsewhere.example/image' },
  ])('is not sent to another origin: %j', (settings) => {
    expect(() => assertSameDestination(saved, edited(settings), 'connections.save')).toThrow(
      expect.objectContaining({ code: 'AUTH_REQUIRED', hint: expect.stringContaining('again') }),
    );
  });
});
