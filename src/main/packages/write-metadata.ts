import { AppError, toAppError } from '#shared/errors/index.ts';
import type { JsonValue } from '#shared/model/index.ts';
import type { Call, ImageProvider } from '../providers/provider.ts';

/** One request: a value is set, or, without one, what is there is removed. */
export interface MetadataWrite {
  readonly path: readonly string[];
  readonly value: JsonValue | undefined;
}

/**
 * Writes one key a request, in the order given, and stops at the first that is refused: a value that moves is
 * so never deleted before it stands in its new place. The error says how many were `written` `of` how many.
 */
export async function writeMetadata(
  provider: ImageProvider,
  id: string,
  writes: readonly MetadataWrite[],
  call: Call,
): Promise<void> {
  for (const [index, { path, value }] of writes.entries()) {
    try {
      if (value === undefined) await provider.unsetPackageMetadata(id, path, call);
      else await provider.setPackageMetadata(id, path, value, call);
    } catch (thrown) {
      throw partly(toAppError(thrown, call.operation), index, writes);
    }
  }
}

const NAMES_SAID = 8;

function partly(error: AppError, written: number, writes: readonly MetadataWrite[]): AppError {
  const before =
    writes.length === 1
      ? []
      : written === 0
        ? [`None of the ${writes.length} changes was made.`]
        : [
            `Written before (${written} of ${writes.length}): ${named(writes.slice(0, written))}.`,
            `Not written: ${named(writes.slice(written))}.`,
          ];
  const hint = [...before, ...(error.hint === undefined ? [] : [error.hint])].join(' ');
  return new AppError(error.code, error.message, {
    ...error,
    hint: hint === '' ? undefined : hint,
    context: { ...error.context, written, of: writes.length },
    cause: error,
  });
}

function named(writes: readonly MetadataWrite[]): string {
  const names = writes.slice(0, NAMES_SAID).map(({ path }) => path.join('/').slice(0, 120));
  const more = writes.length - names.length;
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
