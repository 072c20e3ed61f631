import { AppError, toAppError } from '#shared/errors/index.ts';

/** Process exit of the command line, a promise (`CLI.md`, Conventions). */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Where a command speaks: results on standard output, everything else on standard error. */
export interface Output {
  readonly json: boolean;
  /** Progress may be drawn: a terminal, and not `--quiet`. */
  readonly interactive: boolean;
  /** The one result: the document with `--json`, otherwise what `forPeople` says. */
  result(document: unknown, forPeople: () => string): void;
  /** A message beside the result. Silenced by `--quiet`. */
  say(message: string): void;
  /** Something gone wrong beside the command itself. Never silenced. */
  warn(message: string): void;
  /** An error, in the contract's form. Never silenced. `cloud` is named where one of several failed. */
  fail(error: unknown, operation: string, cloud?: string): AppError;
  /** With `--json`, says what failed in the one line that is promised for it. Called once, at the end. */
  end(): void;
}

export function createOutput(options: OutputOptions): Output {
  const failures: AppError[] = [];
  return {
    json: options.json,
    interactive: !options.quiet && process.stderr.isTTY === true,
    result(document, forPeople) {
      const text = options.json ? JSON.stringify(document) : forPeople();
      if (text !== '') process.stdout.write(`${text}\n`);
    },
    say(message) {
      if (!options.quiet) process.stderr.write(`${message}\n`);
    },
    warn(message) {
      process.stderr.write(`warning: ${oneLine(message)}\n`);
    },
    fail(thrown, operation, cloud) {
      const error = named(toAppError(thrown, operation), cloud);
      process.stderr.write(`error: ${error.code}: ${oneLine(error.message)}\n`);
      if (!options.json) for (const hint of hintsOf(error)) process.stderr.write(`hint: ${oneLine(hint)}\n`);
      failures.push(error);
      return error;
    },
    end() {
      const [first, ...others] = failures.splice(0).map(plainError);
      if (!options.json || first === undefined) return;
      const line = others.length === 0 ? first : { ...first, others };
      process.stderr.write(`${JSON.stringify(line)}\n`);
    },
  };
}

function plainError(error: AppError) {
  const { code, message, hint, retry, operation } = error.toWire();
  return { code, message, ...(hint === undefined ? {} : { hint }), retry, operation };
}

/**
 * Keeps a result that nobody takes from ending in a stack trace: a reader that went away (`| head`) is no
 * fault, a full disk is said. Either way the result was not delivered, and the exit says so.
 */
export function guardStandardStreams(): void {
  let undelivered = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!undelivered && error.code !== 'EPIPE') {
      process.stderr.write(`error: NO_SPACE: Standard output takes no more: ${oneLine(error.message)}.\n`);
    }
    undelivered = true;
  });
  process.stderr.on('error', () => undefined);
  process.on('exit', () => {
    if (undelivered && !process.exitCode) process.exitCode = EXIT.failed;
  });
}

/** What to do, and for a certificate what a person needs to judge it by. */
function hintsOf({ code, hint, context }: AppError): readonly string[] {
  const fingerprint = code === 'TLS_UNTRUSTED' ? context?.['fingerprint'] : undefined;
  return [
    ...(hint === undefined ? [] : [hint]),
    ...(typeof fingerprint === 'string'
      ? [
          `It shows SHA-256 ${fingerprint}. If its owner confirms that: argosy connection add … --trust ${fingerprint}`,
        ]
      : []),
  ];
}

function named(error: AppError, cloud: string | undefined): AppError {
  if (cloud === undefined || error.message.includes(`"${cloud}"`)) return error;
  return new AppError(error.code, `${cloud}: ${error.message}`, { ...error });
}

function oneLine(text: string): string {
  return printable(text.replaceAll(/\s*[\r\n]+\s*/g, ' '));
}

/** Rows in aligned columns. Text from a service is shown with its control characters made harmless. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows.map((row) => row.map(printable))];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A server's text on one terminal line: no escape sequences, no direction overrides. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes in binary units with three significant digits. */
export function bytes(count: number | null): string {
  if (count === null) return '-';
  let value = count;
  let unit = 0;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}
