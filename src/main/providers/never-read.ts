import { AppError } from '#shared/errors/index.ts';

/** Of a preview that depends on who the members are. */
export function neverRead(operation: string): AppError {
  return new AppError('NOT_FOUND', 'What would be sent depends on the members, which were not read yet.', {
    operation,
    hint: 'Read the members of the image, then look again.',
  });
}
