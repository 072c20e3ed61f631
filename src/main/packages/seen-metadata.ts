import { sameValue } from '#shared/edits/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { JsonValue, Package } from '#shared/model/index.ts';
import { leafAbove, valueAt } from '#shared/packages/index.ts';
import type { MetadataWrite } from './write-metadata.ts';

/** A value as a person saw it before the change; `undefined`: it was not there. */
export interface SeenValue {
  readonly path: readonly string[];
  readonly value?: JsonValue | undefined;
}

/** Is every value as it is wanted already? Then nothing needs to be sent. */
export function isWritten({ metadata }: Package, writes: readonly MetadataWrite[]): boolean {
  return writes.every(({ path, value }) => sameValue(valueAt(metadata, path), value));
}

const SAID = 8;
const TEXT_LENGTH = 120;

/**
 * FiFo knows no revisions: throws `CONFLICT` where a value is not the one that was seen, and names both; also
 * where something that is no object stands above it now, which the service would replace.
 */
export function refuseIfChanged(now: Package, seen: readonly SeenValue[], operation: string): void {
  const { metadata } = now;
  const changed = seen.filter(
    ({ path, value }) =>
      !sameValue(valueAt(metadata, path), value) || leafAbove(metadata, path) !== undefined,
  );
  if (changed.length === 0) return;
  const lines = changed.slice(0, SAID).map(({ path, value }) => {
    const leaf = leafAbove(metadata, path);
    if (leaf !== undefined) return `${nameOf(leaf)} is now ${textOf(valueAt(metadata, leaf))}.`;
    return `${nameOf(path)} was ${textOf(value)} and is now ${textOf(valueAt(metadata, path))}.`;
  });
  if (changed.length > SAID) lines.push(`And ${changed.length - SAID} more.`);
  throw new AppError(
    'CONFLICT',
    `Somebody changed the metadata of the package ${now.name} meanwhile; nothing was sent.`,
    {
      operation,
      hint: [...lines, 'Look at it as it is now before you try again.'].join(' '),
      context: {
        package: now.id,
        changed: changed
          .slice(0, SAID)
          .map(({ path }) => nameOf(path))
          .join(', '),
        written: 0,
      },
    },
  );
}

function nameOf(path: readonly string[]): string {
  return path.join('/').slice(0, TEXT_LENGTH);
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'not there';
  const text = JSON.stringify(value);
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text;
}
