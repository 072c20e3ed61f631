import { AppError } from '#shared/errors/index.ts';
import type { ChangePreview, RequestPreview } from '#shared/model/index.ts';
import { withAdvice } from './advice.ts';
import { EXIT, type Output, printable, table } from './output.ts';

/** What `--dry-run` says of itself in the help. */
export const DRY_RUN = 'show what would be sent, from what was last seen; asks no service';

/**
 * Prints what a change would send: a table for people, the `ChangePreview` with `--json`. Gives the exit: a
 * change that would be refused fails here as well.
 */
export function tellPreview(
  output: Output,
  [preview]: readonly ChangePreview[],
  operation: string,
  adviceOf: (error: AppError) => string | undefined = () => undefined,
): number {
  if (preview === undefined) throw new AppError('INTERNAL', 'The preview gave no answer.', { operation });
  const { requests, notes, error } = preview;
  output.result(preview, () => (error === null ? requestTable(requests) : ''));
  if (!output.json) for (const note of notes) output.say(printable(`note: ${note}`));
  if (error !== null) {
    output.fail(
      withAdvice(AppError.fromWire(error), (told) => adviceOf(told) ?? howToSee(told)),
      operation,
    );
    return EXIT.failed;
  }
  output.say('Nothing was sent: this is reckoned from what was last seen.');
  return EXIT.done;
}

function requestTable(requests: readonly RequestPreview[]): string {
  if (requests.length === 0) return 'No request: it is so already.';
  return table(
    ['METHOD', 'PATH', 'CARRIES'],
    requests.map(({ method, path, headers, body }) => [method, path, carried(headers, body)]),
  );
}

function carried(headers: RequestPreview['headers'], body: string | null): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const all = body === null ? lines : [...lines, body];
  return all.length === 0 ? '-' : all.join('; ');
}

/** The catalogue is what previews see with. */
function howToSee({ code, operation }: AppError): string | undefined {
  return code === 'NOT_FOUND' && operation === 'catalog.show'
    ? 'It is looked for in the catalogue: argosy sync brings that up to date.'
    : undefined;
}
