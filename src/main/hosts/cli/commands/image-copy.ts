import type { Command } from 'commander';
import { sayDifferences } from '../fit-named.ts';
import { followToImage } from '../follow-transfer.ts';
import { declaredCapabilities, refuseLacking } from '../offered.ts';
import { withSession } from '../session.ts';
import { filled } from '../usage.ts';

interface CopyOptions {
  readonly connection: string;
  readonly to: string;
  readonly name?: string;
}

const OPERATION = 'transfers.copy';

/** `image copy`: cloud to cloud through this machine, and no file. */
export function imageCopyCommand(image: Command): void {
  image
    .command('copy <id>')
    .description('copy an image to another cloud; says first what will differ there')
    .requiredOption('-c, --connection <name>', 'the cloud that has it')
    .requiredOption('--to <name>', 'the cloud that shall have it')
    .option('--name <name>', 'name there (default: the same)', filled)
    .action((id: string, options: CopyOptions, command: Command) =>
      withSession(command, OPERATION, async (session) => {
        const { connection: from, to, name } = options;
        refuseLacking(await declaredCapabilities(session, from), ['image.download'], OPERATION);
        refuseLacking(await declaredCapabilities(session, to), ['image.upload'], OPERATION);
        const order = { from, id, to, ...(name === undefined ? {} : { name }) };
        const { differences } = await session.call('transfers.planCopy', order);
        sayDifferences(differences, session.output);
        return followToImage(session, await session.call('transfers.copy', order));
      }),
    );
}
