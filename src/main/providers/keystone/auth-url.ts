import { AppError } from '#shared/errors/index.ts';

/**
 * The address that sign-in requests are built on, ending in `/v3`, from whatever a person typed: with or
 * without version, slash or path prefix (keystone-v3.md §1). `INVALID` for Keystone v2.0.
 */
export function normaliseAuthUrl(typed: string, operation: string): string {
  const url = URL.parse(typed.trim());
  if (url === null) {
    throw new AppError('INVALID', 'The sign-in address cannot be read.', {
      operation,
      hint: 'It looks like https://cloud.example:5000/v3.',
    });
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (/\/v2\.0$/.test(path)) {
    throw new AppError(
      'INVALID',
      'The sign-in address is that of Keystone v2.0, which is gone from OpenStack.',
      {
        operation,
        hint: 'Use the same address with /v3 at its end.',
      },
    );
  }
  return `${url.origin}${path.replace(/\/v3(\.\d+)?$/, '')}/v3`;
}
