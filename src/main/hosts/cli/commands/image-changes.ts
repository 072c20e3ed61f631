import { type Command, InvalidArgumentError } from 'commander';
import type { CatalogChanges, ImageChange, JsonValue } from '#shared/model/index.ts';
import { timeValue } from '#shared/search/index.ts';
import { EXIT, table } from '../output.ts';
import { withSession } from '../session.ts';
import { collect, countingNumber } from '../usage.ts';

interface ChangesOptions {
  readonly since: string;
  readonly connection?: readonly string[];
  readonly limit: number;
}

/** The most that the catalogue tells at once. */
const MOST = 1000;
const LONGEST_VALUE = 40;

/** `image changes`: what became of images, from the catalogue, without any request. */
export function imageChangesCommand(image: Command): void {
  image
    .command('changes')
    .description('what became of images since a time, as the catalogue saw it')
    .option('--since <time>', 'an age (7d, 12h), a date, a time, or yesterday', pastTime)
    .option('-c, --connection <name>', 'only this cloud, repeatable', collect)
    .option('--limit <count>', `at most so many, the weightiest first (most: ${MOST})`, countingNumber, MOST)
    .action(({ since = pastTime('yesterday'), connection, limit }: ChangesOptions, command: Command) =>
      withSession(command, 'catalog.changes', async ({ call, output }) => {
        // A name that is not known is a mistake, not a cloud without changes.
        for (const name of connection ?? []) await call('connections.show', { name });
        const told = await call('catalog.changes', {
          since,
          ...(connection === undefined ? {} : { connections: [...connection] }),
          limit: Math.min(limit, MOST),
        });
        output.result({ since, ...told }, () => changesTable(told, since));
        const left = told.total - told.changes.length;
        if (left > 0) output.say(`${left} more are not shown.`);
        return EXIT.done;
      }),
    );
}

/** The moment that an age, a date or a word means, ISO 8601. */
function pastTime(text: string): string {
  const read = /^[<>=]|\.\./.test(text) ? undefined : timeValue(text, Date.now());
  const at = read === undefined || read === 'nothing' ? undefined : read.from;
  if (at === undefined || Math.abs(at) > 8.64e15)
    throw new InvalidArgumentError('an age (7d, 12h), a date (2026-11-01), a time or “yesterday” is wanted.');
  return new Date(at).toISOString();
}

function changesTable({ changes }: CatalogChanges, since: string): string {
  if (changes.length === 0) return `Nothing changed since ${since}.`;
  return table(
    ['WHAT', 'CLOUD', 'NAME', 'ID', 'SEEN', 'FIELDS'],
    changes.map((change) => [
      change.words.join(', '),
      change.connection,
      change.name ?? '-',
      change.id,
      change.at,
      fieldWords(change),
    ]),
  );
}

function fieldWords({ fields, replaces }: ImageChange): string {
  const words = fields.map(({ field, before, after }) => `${field}: ${short(before)} → ${short(after)}`);
  const all = replaces === null ? words : [`instead of ${replaces}`, ...words];
  return all.length === 0 ? '-' : all.join('; ');
}

function short(value: JsonValue): string {
  const text = value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
