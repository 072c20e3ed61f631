import type { Command } from 'commander';
import { declaredCapabilities, effectiveCapabilities, refuseLacking } from '../offered.ts';
import { EXIT, table } from '../output.ts';
import { withSession } from '../session.ts';
import { collect } from '../usage.ts';
import { details } from './image-read.ts';

interface ConnectionOption {
  readonly connection: string;
}

/** `store …`: the stores behind an image service that has several. */
export function storeCommand(program: Command): void {
  const store = program.command('store').description('stores of an image service that has several');

  store
    .command('list')
    .description('the stores')
    .requiredOption('-c, --connection <name>', 'cloud')
    .action(({ connection }: ConnectionOption, command: Command) =>
      withSession(command, 'stores.list', async (session) => {
        refuseLacking(await declaredCapabilities(session, connection), ['store.list'], 'stores.list');
        const capabilities = await effectiveCapabilities(session, connection);
        refuseLacking(capabilities, ['store.list'], 'stores.list');
        const { stores } = capabilities;
        session.output.result(stores, () =>
          table(
            ['STORE', 'DEFAULT', 'READ-ONLY', 'DESCRIPTION'],
            stores.map(({ id, isDefault, readOnly, description }) => [
              id,
              isDefault ? 'yes' : 'no',
              readOnly ? 'yes' : 'no',
              description ?? '-',
            ]),
          ),
        );
        return EXIT.done;
      }),
    );

  store
    .command('copy <id>')
    .description('have the service copy an image into more of its stores; ends when it has begun')
    .argument('<store...>', 'into which', collect)
    .requiredOption('-c, --connection <name>', 'cloud')
    .action((id: string, stores: readonly string[], { connection }: ConnectionOption, command: Command) =>
      withSession(command, 'images.copyToStores', async ({ call, output }) => {
        const { image } = await call('images.copyToStores', { connection, id, stores });
        output.result(image, () => details(image));
        return EXIT.done;
      }),
    );

  store
    .command('remove <id> <store>')
    .description('remove the bytes of an image from one store; the last copy stays')
    .requiredOption('-c, --connection <name>', 'cloud')
    .action((id: string, from: string, { connection }: ConnectionOption, command: Command) =>
      withSession(command, 'images.removeFromStore', async ({ call, output }) => {
        const { image } = await call('images.removeFromStore', { connection, id, store: from });
        output.result(image, () => details(image));
        return EXIT.done;
      }),
    );
}
