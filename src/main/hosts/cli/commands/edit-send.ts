import type { Command } from 'commander';
import { AppError, type WireError } from '#shared/errors/index.ts';
import type { ImageDocument, ReviewedEdit } from '#shared/model/index.ts';
import { EXIT, printable } from '../output.ts';
import { type Session, withSession } from '../session.ts';
import { UsageError } from '../usage.ts';
import { notWaiting, review, tellingDamage } from '../waiting-edits.ts';

interface SendOptions {
  readonly connection?: string;
  readonly all?: boolean;
  readonly overConflicts?: boolean;
  readonly leaveConflicts?: boolean;
  readonly force?: boolean;
}

interface Outcome {
  readonly connection: string;
  readonly id: string;
  readonly document: ImageDocument | null;
  readonly error: WireError | null;
}

/** Edits that one call of the contract takes. */
const AT_ONCE = 1000;

/** `edit send`: reviews, then sends what nobody contradicts, or as the options decide. */
export function editSendCommand(edit: Command): void {
  edit
    .command('send [id...]')
    .description('send waiting changes, each against what the service says now')
    .option('-c, --connection <name>', 'cloud; without ids, all of its changes')
    .option('--all', 'the changes of all clouds')
    .option('--over-conflicts', 'where somebody else changed the same field, yours')
    .option('--leave-conflicts', 'where somebody else changed the same field, theirs')
    .option('--force', 'go on though the service does more than what is asked')
    .action((ids: string[], options: SendOptions, command: Command) =>
      withSession(command, 'edits.send', async (session) => {
        assertUse(ids, options);
        const { output } = tellingDamage(session);
        const reviewed = await chosen(session, ids, options.connection);
        const missing = ids.filter((id) => !reviewed.some(({ queued }) => queued.imageId === id));
        const outcomes = [
          ...(await send(session, reviewed, options)),
          ...missing.map((id) => refused({ connection: options.connection ?? '', id }, notWaiting)),
        ];
        output.result(outcomes.map(plainOutcome), () =>
          outcomes
            .filter(({ error }) => error === null)
            .map(({ connection, id }) => printable(`Sent ${id} (${connection})`))
            .join('\n'),
        );
        for (const { connection, document, error } of outcomes) {
          for (const note of document?.notes ?? []) output.say(printable(`note: ${note}`));
          if (error !== null) output.fail(AppError.fromWire(error), 'edits.send', connection);
        }
        return outcomes.every(({ error }) => error === null) ? EXIT.done : EXIT.failed;
      }),
    );
}

function assertUse(ids: readonly string[], { all, connection, overConflicts, leaveConflicts }: SendOptions) {
  if (all === true && (connection !== undefined || ids.length > 0))
    throw new UsageError('--all goes alone: name a cloud and ids, or all.');
  if (all !== true && connection === undefined) throw new UsageError('say --all, or -c NAME and ids.');
  if (overConflicts === true && leaveConflicts === true)
    throw new UsageError('--over-conflicts and --leave-conflicts contradict each other.');
}

async function chosen(
  session: Session,
  ids: readonly string[],
  connection: string | undefined,
): Promise<readonly ReviewedEdit[]> {
  if (connection === undefined || ids.length === 0)
    return review(session, connection === undefined ? undefined : [connection]);
  await session.call('connections.show', { name: connection });
  return session.call('edits.review', { edits: ids.map((id) => ({ connection, id })) });
}

/** One outcome for each reviewed edit, in their order. */
async function send(
  session: Session,
  reviewed: readonly ReviewedEdit[],
  { overConflicts, leaveConflicts, force }: SendOptions,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<ReviewedEdit, Outcome>();
  const orders = reviewed.flatMap((each) => {
    const { queued, now, error, fields } = each;
    const named = { connection: queued.connection, id: queued.imageId };
    const conflicts = fields.flatMap(({ field, state }) => (state === 'conflict' ? [field] : []));
    if (now === null) outcomes.set(each, { ...named, document: null, error });
    else if (conflicts.length > 0 && !overConflicts && !leaveConflicts)
      outcomes.set(
        each,
        refused(named, () => contradicted(queued.imageId, conflicts)),
      );
    else {
      const skip = leaveConflicts ? conflicts : [];
      return [
        {
          each,
          order: {
            ...named,
            revision: now.revision,
            queuedAt: queued.queuedAt,
            skip,
            ...(force ? { accepted: true } : {}),
          },
        },
      ];
    }
    return [];
  });
  for (let start = 0; start < orders.length; start += AT_ONCE) {
    const some = orders.slice(start, start + AT_ONCE);
    const answers = await session.call('edits.send', { edits: some.map(({ order }) => order) });
    for (const [index, { each }] of some.entries()) {
      const answer = answers[index];
      if (answer !== undefined) outcomes.set(each, answer);
    }
  }
  return reviewed.flatMap((each) => outcomes.get(each) ?? []);
}

function contradicted(id: string, fields: readonly string[]): AppError {
  return new AppError(
    'CONFLICT',
    `Somebody else changed ${fields.join(', ')} of image ${id}. Nothing was sent.`,
    {
      operation: 'edits.send',
      hint: 'See argosy edit review; then --over-conflicts sends yours, --leave-conflicts keeps theirs.',
    },
  );
}

function refused(
  named: { readonly connection: string; readonly id: string },
  why: (connection: string, id: string, operation: string) => AppError,
): Outcome {
  return { ...named, document: null, error: why(named.connection, named.id, 'edits.send').toWire() };
}

function plainOutcome({ connection, id, document, error }: Outcome) {
  return {
    connection,
    id,
    sent: error === null,
    ...(document === null ? {} : { image: document.image }),
    ...(error === null ? {} : { error }),
  };
}
