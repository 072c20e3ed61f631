import type { Command } from 'commander';
import { wishesOf } from '#shared/edits/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { ImageEdit, JsonValue, QueuedEdit, ReviewedEdit } from '#shared/model/index.ts';
import { EXIT, table } from '../output.ts';
import { type Session, withSession } from '../session.ts';
import { collect } from '../usage.ts';
import { notWaiting, review, tellingDamage } from '../waiting-edits.ts';
import { editSendCommand } from './edit-send.ts';

/** `edit …`: changes that wait for their service. */
export function editCommand(program: Command): void {
  const edit = program.command('edit').description('changes kept by image set --queue');
  edit
    .command('list')
    .description('the changes that wait; asks no service')
    .action((_options: object, command: Command) =>
      withSession(command, 'edits.list', async (session) => {
        const edits = await tellingDamage(session).call('edits.list', {});
        session.output.result(edits, () => editTable(edits));
        return EXIT.done;
      }),
    );
  edit
    .command('review')
    .description('each field of a waiting change: before, yours, and what the service says now')
    .option('-c, --connection <name>', 'only this cloud, repeatable', collect)
    .action((options: { connection?: readonly string[] }, command: Command) =>
      withSession(command, 'edits.review', async (session) => {
        const reviewed = await review(tellingDamage(session), options.connection);
        session.output.result(reviewed, () => reviewTable(reviewed));
        for (const { queued, error } of reviewed)
          if (error !== null)
            session.output.fail(AppError.fromWire(error), 'edits.review', queued.connection);
        return reviewed.every(({ error }) => error === null) ? EXIT.done : EXIT.failed;
      }),
    );
  editSendCommand(edit);
  discardCommand(edit);
}

function discardCommand(edit: Command): void {
  edit
    .command('discard <id...>')
    .description('forget waiting changes; the images stay as they are')
    .requiredOption('-c, --connection <name>', 'cloud')
    .action((ids: string[], { connection }: { connection: string }, command: Command) =>
      withSession(command, 'edits.discard', async ({ call, output }) => {
        const forgotten = await call('edits.discard', { edits: ids.map((id) => ({ connection, id })) });
        output.result(forgotten, () => editTable(forgotten));
        const missing = ids.filter((id) => !forgotten.some(({ imageId }) => imageId === id));
        for (const id of missing) output.fail(notWaiting(connection, id, 'edits.discard'), 'edits.discard');
        return missing.length === 0 ? EXIT.done : EXIT.failed;
      }),
    );
}

/** `image set --queue`: keeps the change. The document is the waiting edit, or `null` if nothing is left of it. */
export async function queueEdit(
  session: Session,
  order: { readonly connection: string; readonly id: string; readonly edit: ImageEdit },
): Promise<number> {
  const { call, output } = tellingDamage(session);
  const queued = await call('edits.queue', order);
  output.result(queued, () => (queued === null ? '' : editTable([queued])));
  output.say(
    queued === null
      ? 'The image is so already: nothing waits to be sent.'
      : 'Kept. See what it would do: argosy edit review. Send it: argosy edit send --all.',
  );
  return EXIT.done;
}

function editTable(edits: readonly QueuedEdit[]): string {
  return table(
    ['CLOUD', 'ID', 'NAME', 'QUEUED', 'CHANGES'],
    edits.map(({ connection, imageId, base, queuedAt, edit }) => [
      connection,
      imageId,
      base.name ?? '-',
      queuedAt,
      wishesOf(edit)
        .map(({ field, wanted }) => `${field}=${valueText(wanted ?? null)}`)
        .join(', '),
    ]),
  );
}

function reviewTable(reviewed: readonly ReviewedEdit[]): string {
  return table(
    ['CLOUD', 'ID', 'FIELD', 'BEFORE', 'YOURS', 'NOW', 'STATE'],
    reviewed.flatMap(({ queued, fields }) =>
      fields.map(({ field, base, wanted, now, state }) => [
        queued.connection,
        queued.imageId,
        field,
        ...[base, wanted, now].map(valueText),
        state,
      ]),
    ),
  );
}

function valueText(value: JsonValue): string {
  if (value === null) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
