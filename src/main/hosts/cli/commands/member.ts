import type { Command } from 'commander';
import type { AppError } from '#shared/errors/index.ts';
import { MEMBER_STATUSES, type Member, type MemberStatus, type SharedImage } from '#shared/model/index.ts';
import { advising } from '../advice.ts';
import { DRY_RUN, tellPreview } from '../dry-run.ts';
import { EXIT, table } from '../output.ts';
import { membersOf } from '../partner-argument.ts';
import { type Session, withSession } from '../session.ts';
import { collect, oneOf } from '../usage.ts';

interface ConnectionOption {
  readonly connection: string;
}
interface ChangeOptions extends ConnectionOption {
  readonly dryRun?: boolean;
}
interface ShareOptions extends ChangeOptions {
  readonly makeShared?: boolean;
}
interface SharedOptions extends ConnectionOption {
  readonly status?: MemberStatus | 'all';
}

/** `member …`: whom an image is shared with, and what is shared with this connection. */
export function memberCommand(program: Command): void {
  const member = program
    .command('member')
    .description('sharing of images with projects, users, collaborators');
  ownersCommands(member);
  receiversCommands(member);
}

function ownersCommands(member: Command): void {
  on(member, 'list <id>', 'whom an image is shared with').action(
    (id: string, { connection }: ConnectionOption, command: Command) =>
      withSession(command, 'members.list', async ({ call, output }) => {
        const members = await call('members.list', { connection, id });
        output.result(members, () => memberTable(members));
        return EXIT.done;
      }),
  );

  share(on(member, 'add', 'share an image; prints its members afterwards'), '<member...>').action(
    (
      id: string,
      names: readonly string[],
      { connection, makeShared, dryRun }: ShareOptions,
      command: Command,
    ) =>
      withSession(command, 'members.add', async ({ call, output }) => {
        const members = await membersOf(call, connection, names);
        if (dryRun) return foresee({ call, output }, { connection, id, add: members, makeShared });
        const order = { connection, id, members, ...(makeShared ? { makeShared } : {}) };
        const all = await advising(call('members.add', order), howToMakeShared);
        output.result(all, () => memberTable(all));
        return EXIT.done;
      }),
  );

  on(member, 'remove', 'share an image no more; prints its members afterwards')
    .argument('<id>', 'image')
    .argument('<member...>', 'whom; @NAME of the address book', collect)
    .option('--dry-run', DRY_RUN)
    .action((id: string, names: readonly string[], { connection, dryRun }: ChangeOptions, command: Command) =>
      withSession(command, 'members.remove', async ({ call, output }) => {
        const members = await membersOf(call, connection, names);
        if (dryRun) return foresee({ call, output }, { connection, id, remove: members });
        const all = await call('members.remove', { connection, id, members });
        output.result(all, () => memberTable(all));
        return EXIT.done;
      }),
    );

  share(on(member, 'replace', 'share with these and nobody else'), '[member...]').action(
    (
      id: string,
      names: readonly string[] = [],
      { connection, makeShared, dryRun }: ShareOptions,
      command: Command,
    ) =>
      withSession(command, 'members.replace', async ({ call, output }) => {
        const members = await membersOf(call, connection, names);
        if (dryRun) return foresee({ call, output }, { connection, id, replace: members, makeShared });
        const order = { connection, id, members, ...(makeShared ? { makeShared } : {}) };
        const all = await advising(call('members.replace', order), howToMakeShared);
        output.result(all, () => memberTable(all));
        return EXIT.done;
      }),
  );
}

function receiversCommands(member: Command): void {
  for (const [name, status, description] of [
    ['accept', 'accepted', 'take an image that somebody shares with this connection'],
    ['reject', 'rejected', 'do not take it'],
  ] as const) {
    on(member, `${name} <id>`, description).action(
      (id: string, { connection }: ConnectionOption, command: Command) =>
        withSession(command, 'members.answer', async ({ call, output }) => {
          await call('members.answer', { connection, id, status });
          output.result({ id, status }, () => `${id} is ${status}.`);
          return EXIT.done;
        }),
    );
  }

  on(member, 'shared', 'images that others share with this connection')
    .option('--status <status>', 'pending, accepted, rejected or all', oneOf(...MEMBER_STATUSES, 'all'))
    .action(({ connection, status }: SharedOptions, command: Command) =>
      withSession(command, 'members.shared', async ({ call, output }) => {
        const images = await call('members.shared', {
          connection,
          ...(status === undefined ? {} : { status }),
        });
        output.result(images, () => sharedTable(images));
        return EXIT.done;
      }),
    );
}

function on(group: Command, nameAndArguments: string, description: string): Command {
  return group
    .command(nameAndArguments)
    .description(description)
    .requiredOption('-c, --connection <name>', 'cloud');
}

function share(command: Command, members: string): Command {
  return command
    .argument('<id>', 'image')
    .argument(
      members,
      'project ids, user ids or names, as the service counts members; or @NAME of the address book',
      collect,
    )
    .option('--make-shared', 'give a private image the visibility shared first (Glance)')
    .option('--dry-run', DRY_RUN);
}

interface MemberChange {
  readonly connection: string;
  readonly id: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly replace?: readonly string[];
  readonly makeShared?: boolean | undefined;
}

async function foresee(
  { call, output }: Pick<Session, 'call' | 'output'>,
  { makeShared, ...change }: MemberChange,
): Promise<number> {
  const whole = { add: [], remove: [], ...change, ...(makeShared ? { makeShared } : {}) };
  const previews = await call('members.preview', { changes: [whole] });
  const code = tellPreview(output, previews, 'members.preview', howToMakeShared);
  const { connection, id } = change;
  if (code === EXIT.done)
    tellRefused(output, whole, (await call('catalog.members', { connection, id }))?.value);
  return code;
}

/** What is so already sends nothing, but to ask for it is refused: the change itself would stop there. */
function tellRefused(
  output: Session['output'],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  members: readonly Member[] | undefined,
): void {
  if (members === undefined) return;
  const isMember = (who: string): boolean =>
    members.some(({ memberId, name }) => memberId === who || name === who);
  for (const who of add.filter(isMember))
    output.warn(`${who} is a member already: without --dry-run that is refused. Leave it out.`);
  for (const who of remove.filter((each) => !isMember(each)))
    output.warn(`${who} is no member: without --dry-run that is refused. Leave it out.`);
}

/** Only Glance says it: a private image has no members. */
function howToMakeShared({ code, context }: AppError): string | undefined {
  return code === 'CONFLICT' && context?.['visibility'] === 'private'
    ? 'To do both at once: --make-shared.'
    : undefined;
}

function memberTable(members: readonly Member[]): string {
  return table(
    ['MEMBER', 'NAME', 'STATUS', 'CAN SHARE', 'SINCE'],
    members.map(({ memberId, name, status, canShare, createdAt }) => [
      memberId,
      name ?? '-',
      status ?? '-',
      canShare === null ? '-' : canShare ? 'yes' : 'no',
      createdAt ?? '-',
    ]),
  );
}

function sharedTable(images: readonly SharedImage[]): string {
  return table(
    ['ID', 'NAME', 'SHARED', 'STATUS', 'OWNER'],
    images.map(({ id, name, memberStatus, status, owner }) => [
      id,
      name ?? '-',
      memberStatus ?? '-',
      status,
      owner ?? '-',
    ]),
  );
}
