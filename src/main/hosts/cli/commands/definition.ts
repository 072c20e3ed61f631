import type { Command } from 'commander';
import type { JsonValue } from '#shared/model/index.ts';
import { EXIT, table } from '../output.ts';
import { withSession } from '../session.ts';

/** `definition list`: the properties that a service describes. */
export function definitionCommand(program: Command): void {
  program
    .command('definition')
    .description('properties that a service describes')
    .command('list')
    .description('what each of them means, and which values it may have')
    .requiredOption('-c, --connection <name>', 'cloud')
    .action(({ connection }: { readonly connection: string }, command: Command) =>
      withSession(command, 'images.definitions', async ({ call, output }) => {
        const namespaces = await call('images.definitions', { connection });
        output.result(namespaces, () =>
          table(
            ['PROPERTY', 'TYPE', 'VALUES', 'TITLE', 'NAMESPACE'],
            namespaces.flatMap(({ namespace, properties }) =>
              properties.map(({ key, type, values, minimum, maximum, title }) => [
                key,
                type,
                values === null ? range(minimum, maximum) : someOf(values),
                title ?? '-',
                namespace,
              ]),
            ),
          ),
        );
        return EXIT.done;
      }),
    );
}

const MOST_SHOWN = 4;

/** Some definitions have a hundred values; `--json` gives them all. */
function someOf(values: readonly JsonValue[]): string {
  const shown = values.slice(0, MOST_SHOWN).map((value) => JSON.stringify(value).slice(0, 32));
  const more = values.length - shown.length;
  return more > 0 ? `${shown.join(' ')} and ${more} more` : shown.join(' ');
}

function range(minimum: number | null, maximum: number | null): string {
  if (minimum === null && maximum === null) return 'any';
  return `${minimum ?? ''}…${maximum ?? ''}`;
}
