import type { Command } from 'commander';
import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import type { Image, ImageEdit, Inspection } from '#shared/model/index.ts';
import { knownProperties, type LintFinding, lintImage } from '#shared/properties/index.ts';
import { shellWord } from '#shared/shell/shell-word.ts';
import { EXIT, printable } from '../output.ts';
import { type Session, withSession } from '../session.ts';

interface LintOptions {
  readonly connection: string;
  readonly inspect?: boolean;
  readonly strict?: boolean;
}

interface LintedImage {
  readonly connection: string;
  readonly id: string;
  readonly name: string | null;
  readonly findings: readonly LintFinding[];
}

/** `image lint`: what will go wrong with images, or looks like a mistake. */
export function imageLintCommand(image: Command): void {
  image
    .command('lint <id...>')
    .description(
      'what will go wrong with images by their metadata; asks no service for what the catalogue has',
    )
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('--inspect', 'also look into their bytes, a few ranges of each')
    .option('--strict', 'exit with 1 if anything is found')
    .action((ids: string[], { connection, inspect, strict }: LintOptions, command: Command) =>
      withSession(command, 'images.lint', async (session) => {
        const { call, output } = session;
        await call('connections.show', { name: connection });
        const kept = await call('catalog.definitions', { connection });
        const known = knownProperties(kept?.value);
        const linted: LintedImage[] = [];
        let failed = false;
        const fail = (error: unknown): void => {
          failed = true;
          output.fail(error, 'images.lint');
        };
        for (const id of new Set(ids)) {
          try {
            const { image, inspection } = await seen(session, { connection, id }, inspect === true, fail);
            const findings = lintImage({ image, inspection, known });
            linted.push({ connection, id: image.id, name: image.name, findings });
          } catch (error) {
            fail(error);
          }
        }
        output.result(linted, () => linted.map(imageWords).join('\n\n'));
        const found = linted.some(({ findings }) => findings.length > 0);
        return failed || (strict === true && found) ? EXIT.failed : EXIT.done;
      }),
    );
}

/** What an image's findings come from. */
interface Seen {
  readonly image: Image;
  readonly inspection: Inspection | null;
}

/** `fail` is told of a look inside that was asked for and could not be had; what the metadata tells stands. */
async function seen(
  session: Session,
  one: { readonly connection: string; readonly id: string },
  inspect: boolean,
  fail: (error: unknown) => void,
): Promise<Seen> {
  const image = await imageOf(session, one);
  try {
    return { image, inspection: await inspectionOf(session, one, inspect) };
  } catch (error) {
    fail(notLookedInto(image, error));
    return { image, inspection: null };
  }
}

/** From the catalogue; from the service where that does not know it. */
async function imageOf(
  { call }: Session,
  one: { readonly connection: string; readonly id: string },
): Promise<Image> {
  try {
    return (await call('catalog.show', one)).image;
  } catch (error) {
    if (!isAppError(error, 'NOT_FOUND')) throw error;
    return (await call('images.show', one)).image;
  }
}

/** As it is kept; from the service only where that is asked for. */
async function inspectionOf(
  { call }: Session,
  one: { readonly connection: string; readonly id: string },
  inspect: boolean,
): Promise<Inspection | null> {
  const kept = await call('catalog.inspection', one);
  if (!inspect || kept !== null) return kept?.value ?? null;
  return (await call('images.inspect', one)).value;
}

/** A check that was asked for and could not be made is no pass: it says which one is missing. */
function notLookedInto({ id, name }: Image, thrown: unknown): AppError {
  const error = toAppError(thrown, 'images.inspect');
  const which = name === null ? id : `"${printable(name)}" (${id})`;
  return new AppError(
    error.code,
    `${which} could not be looked into, only its metadata was checked: ${error.message}`,
    { ...error, cause: error },
  );
}

function imageWords({ connection, id, name, findings }: LintedImage): string {
  const title = `${printable(name ?? id)} (${id}, ${connection})`;
  if (findings.length === 0) return `${title}: nothing found`;
  return [title, ...findings.flatMap((finding) => findingWords(finding, connection, id))].join('\n');
}

function findingWords(
  { severity, code, message, reason, fix }: LintFinding,
  connection: string,
  id: string,
): readonly string[] {
  const line = fix === null ? undefined : setLine(fix.edit, connection, id);
  return [
    `  ${severity.padEnd(7)}  ${printable(message)} [${code}]`,
    `           ${printable(reason)}`,
    ...(line === undefined ? [] : [`           fix: ${line}`]),
  ];
}

/** The line that mends it; `undefined` where a shell could not be given it safely. */
function setLine(edit: ImageEdit, connection: string, id: string): string | undefined {
  const words = [
    ...['argosy', 'image', 'set', '-c', connection],
    ...(edit.minDiskGb === undefined ? [] : ['--min-disk', String(edit.minDiskGb)]),
    ...Object.entries(edit.setProperties ?? {}).flatMap(([key, value]) => [
      '--property',
      `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ]),
    ...(edit.unsetProperties ?? []).flatMap((key) => ['--unset', key]),
    // An id that begins with a dash would be an option.
    ...(id.startsWith('-') ? ['--', id] : [id]),
  ].map(shellWord);
  return words.some((word) => word === undefined) ? undefined : words.join(' ');
}
