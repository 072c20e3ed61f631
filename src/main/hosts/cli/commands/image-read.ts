import type { Command } from 'commander';
import { AppError } from '#shared/errors/index.ts';
import type { Image } from '#shared/model/index.ts';
import { matchesSearch, type SearchQuery } from '#shared/search/index.ts';
import { bytes, EXIT, printable, table } from '../output.ts';
import { searchArgument } from '../search-argument.ts';
import { type Session, withSession } from '../session.ts';
import { collect, wholeNumber } from '../usage.ts';

interface ListOptions {
  readonly connection?: readonly string[];
  readonly search?: string;
  readonly offline?: boolean;
  readonly limit?: number;
}

const PAGE = 1000;
const NO_LIMIT = 1_000_000;

/** `image list`, `image show` and `image tasks`. */
export function imageReadCommands(image: Command): void {
  image
    .command('list')
    .description('images of all clouds, or of those named')
    .option('-c, --connection <name>', 'only this cloud, repeatable', collect)
    .option(
      '--search <text>',
      'only what it finds: words, status:active, size:>2G, -hidden… (user guide, Searching)',
    )
    .option('--offline', 'from the catalogue, without any request')
    .option('--limit <count>', 'at most so many', wholeNumber)
    .action((options: ListOptions, command: Command) => {
      const query = searchArgument(options.search ?? '', Date.now());
      return withSession(command, 'images.list', async (session) => {
        const limit = options.limit ?? NO_LIMIT;
        const { images, failed } = options.offline
          ? { images: await offline(session, options, limit), failed: false }
          : await online(session, options, query, limit);
        session.output.result(images, () => imageTable(images));
        return failed ? EXIT.failed : EXIT.done;
      });
    });

  image
    .command('show <id>')
    .description('one image, with its properties, what can be done to it, and the service’s own document')
    .requiredOption('-c, --connection <name>', 'cloud')
    .action((id: string, options: { connection: string }, command: Command) =>
      withSession(command, 'images.show', async ({ call, output }) => {
        const document = await call('images.show', { connection: options.connection, id });
        const capabilities = await call('connections.capabilities', { name: options.connection });
        output.result({ ...document.image, capabilities, raw: document.raw }, () => details(document.image));
        return EXIT.done;
      }),
    );

  image
    .command('tasks <id>')
    .description('what the service did, or does, with an image: imports, copies between its stores')
    .requiredOption('-c, --connection <name>', 'cloud')
    .action((id: string, { connection }: { connection: string }, command: Command) =>
      withSession(command, 'images.tasks', async ({ call, output }) => {
        const tasks = await call('images.tasks', { connection, id });
        output.result(tasks, () =>
          table(
            ['TASK', 'KIND', 'STATUS', 'CREATED', 'UPDATED', 'MESSAGE'],
            tasks.map(({ id: task, kind, status, createdAt, updatedAt, message }) => [
              task,
              kind ?? '-',
              status,
              createdAt ?? '-',
              updatedAt ?? '-',
              message ?? '-',
            ]),
          ),
        );
        return EXIT.done;
      }),
    );
}

/** From the catalogue. A cloud that it knows nothing of is said on standard error: no images is another answer. */
async function offline(session: Session, options: ListOptions, limit: number): Promise<readonly Image[]> {
  const { call, output } = session;
  // A name that is not known is a mistake, not a cloud without images.
  for (const name of options.connection ?? []) await call('connections.show', { name });
  const images: Image[] = [];
  for (;;) {
    const page = await call('catalog.window', {
      ...(options.connection === undefined ? {} : { connections: [...options.connection] }),
      ...(options.search === undefined ? {} : { search: options.search }),
      sort: 'name',
      direction: 'asc',
      offset: images.length,
      limit: PAGE,
    });
    images.push(...page.rows);
    if (page.rows.length < PAGE || images.length >= limit) break;
  }
  // A damage shows when the first question is asked, so these are asked for last.
  const unread = (await call('connections.list', {})).filter(
    ({ profile, syncedAt }) => syncedAt === null && (options.connection?.includes(profile.name) ?? true),
  );
  for (const { profile } of unread) {
    output.warn(`${profile.name} was never read into the catalogue. Run: argosy sync -c ${profile.name}`);
  }
  if (session.application.notices().length > 0 && unread.length > 0) {
    throw new AppError('CORRUPT', 'The catalogue had to be begun anew, and holds nothing yet.', {
      operation: 'images.list',
      hint: 'Run: argosy sync',
    });
  }
  return images.slice(0, limit);
}

/** Asks each service. One that fails is said on standard error; the others' images are still listed. */
async function online(
  { call, output }: Session,
  options: ListOptions,
  query: SearchQuery,
  limit: number,
): Promise<{ images: readonly Image[]; failed: boolean }> {
  const names = options.connection ?? (await call('connections.list', {})).map((state) => state.profile.name);
  const outcomes = await Promise.allSettled(
    names.map((connection) =>
      call('images.list', {
        connection,
        query: {},
        limit: query.terms.length > 0 ? NO_LIMIT : Math.max(1, limit),
      }),
    ),
  );
  let failed = false;
  const images: Image[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled')
      images.push(...outcome.value.filter((image) => matchesSearch(query, image)));
    else {
      failed = true;
      output.fail(outcome.reason, 'images.list', names[index]);
    }
  }
  return { images: images.slice(0, limit), failed };
}

function imageTable(images: readonly Image[]): string {
  const rows = images.map((image) => [
    image.connection,
    image.id,
    image.name ?? '-',
    image.status,
    bytes(image.sizeBytes),
    image.diskFormat ?? '-',
    image.visibility ?? '-',
    image.updatedAt ?? '-',
  ]);
  return table(['CLOUD', 'ID', 'NAME', 'STATUS', 'SIZE', 'FORMAT', 'VISIBILITY', 'UPDATED'], rows);
}

/** One image for a person, a field a line. */
export function details(image: Image): string {
  return Object.entries(image)
    .map(
      ([key, value]) =>
        `${key.padEnd(18)}${printable(value === null ? '-' : typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
    )
    .join('\n');
}
