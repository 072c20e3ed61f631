import { type Command, InvalidArgumentError } from 'commander';
import type { Partner } from '#shared/model/index.ts';
import { EXIT, printable, table } from '../output.ts';
import { withSession } from '../session.ts';
import { wholeNumber } from '../usage.ts';

interface PartnerOptions {
  readonly connection?: string;
  readonly color?: number;
}

const COLORS = 8;

/** `partner …`: the address book of whom images are shared with. Kept on this computer; no service is asked. */
export function partnerCommand(program: Command): void {
  const partner = program
    .command('partner')
    .description('the address book of whom images are shared with; kept on this computer');

  partner
    .command('list')
    .description('everybody in it; `member add` takes them as @NAME')
    .action((_options: object, command: Command) =>
      withSession(command, 'partners.list', async ({ call, output }) => {
        const partners = await call('partners.list', {});
        output.result(partners, () => partnerTable(partners));
        return EXIT.done;
      }),
    );

  partner
    .command('add <name> <member>')
    .description('add somebody by the id that the service knows them by, or change their name')
    .option('-c, --connection <name>', 'only in this cloud (default: any)')
    .option('--color <number>', '0 to 7', color)
    .action((name: string, memberId: string, options: PartnerOptions, command: Command) =>
      withSession(command, 'partners.save', async ({ call, output }) => {
        const connection = options.connection ?? null;
        // A cloud that there is not would be a slip that nobody sees.
        if (connection !== null) await call('connections.show', { name: connection });
        const before = await call('partners.list', {});
        const known = before.find((one) => one.memberId === memberId && one.connection === connection);
        const chosen = options.color ?? known?.color ?? before.length % COLORS;
        const partners = await call('partners.save', {
          partner: { memberId, connection, name, color: chosen },
        });
        output.result(partners, () => `${known === undefined ? 'Added' : 'Changed'} ${printable(name)}.`);
        return EXIT.done;
      }),
    );

  partner
    .command('remove <member>')
    .description('forget somebody; what is shared with them stays shared')
    .option('-c, --connection <name>', 'the entry of this cloud (default: the one of any)')
    .action((memberId: string, { connection }: PartnerOptions, command: Command) =>
      withSession(command, 'partners.remove', async ({ call, output }) => {
        const partners = await call('partners.remove', { memberId, connection: connection ?? null });
        output.result(partners, () => `Removed ${printable(memberId)}.`);
        return EXIT.done;
      }),
    );
}

function color(text: string): number {
  const number = wholeNumber(text);
  if (number >= COLORS) throw new InvalidArgumentError(`a number from 0 to ${COLORS - 1} is wanted.`);
  return number;
}

function partnerTable(partners: readonly Partner[]): string {
  return table(
    ['NAME', 'MEMBER', 'CLOUD', 'COLOR'],
    partners.map(({ name, memberId, connection, color: number }) => [
      name,
      memberId,
      connection ?? 'any',
      String(number),
    ]),
  );
}
