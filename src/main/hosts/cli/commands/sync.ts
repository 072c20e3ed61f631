import type { Command } from 'commander';
import { AppError } from '#shared/errors/index.ts';
import { EXIT, table } from '../output.ts';
import { withSession } from '../session.ts';
import { collect } from '../usage.ts';

/** `sync`: refreshes the offline catalogue. */
export function syncCommand(program: Command): void {
  program
    .command('sync')
    .description('refresh the offline catalogue')
    .option('-c, --connection <name>', 'only this cloud, repeatable', collect)
    .action((options: { connection?: readonly string[] }, command: Command) =>
      withSession(command, 'catalog.sync', async ({ call, output }) => {
        const { done, failed } = await call(
          'catalog.sync',
          options.connection === undefined ? {} : { connections: [...options.connection] },
        );
        const connections = done.map(({ connection, ...counts }) => ({ name: connection, ...counts }));
        output.result(
          {
            connections,
            ...(failed.length === 0
              ? {}
              : { failed: failed.map(({ connection, error }) => ({ name: connection, error })) }),
          },
          () =>
            table(
              ['CLOUD', 'IMAGES', 'ADDED', 'CHANGED', 'REMOVED', 'SECONDS'],
              connections.map((row) => [
                row.name,
                String(row.images),
                String(row.added),
                String(row.changed),
                String(row.removed),
                row.seconds.toFixed(1),
              ]),
            ),
        );
        for (const { connection, error } of failed)
          output.fail(AppError.fromWire(error), 'catalog.sync', connection);
        return failed.length === 0 ? EXIT.done : EXIT.failed;
      }),
    );
}
