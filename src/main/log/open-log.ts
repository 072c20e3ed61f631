import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { AppError } from '#shared/errors/index.ts';
import type { LogFacts, Logger } from './log.ts';
import { createRedaction } from './redaction.ts';

const MAX_BYTES = 5 * 1024 * 1024;
/** Files in all: the one being written and the older ones `argosy.log.1`, `argosy.log.2`. */
const FILES = 3;

/**
 * Opens `<home>/logs/argosy.log`: one JSON document a line, readable only by its owner, written at once so
 * that nothing is lost with a killed process. A file over 5 MiB is put aside first; two older ones are kept.
 * Throws `FORBIDDEN` if the data directory cannot be written.
 */
export function openLog(home: string): Logger {
  const folder = join(home, 'logs');
  const path = join(folder, 'argosy.log');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rotate(path);
    return createLogger(path);
  } catch (cause) {
    throw new AppError('FORBIDDEN', `The data directory ${home} cannot be written.`, {
      operation: 'app.start',
      hint: 'Choose another one with --home or ARGOSY_HOME, or mend its permissions.',
      cause,
    });
  }
}

function createLogger(path: string): Logger {
  const destination = pino.destination({ dest: path, sync: true, append: true, mode: 0o600 });
  // A full disk must not end the application; the line is lost.
  destination.on('error', () => undefined);
  const logger = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const redaction = createRedaction();
  let open = true;

  const write =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, facts: LogFacts = {}): void => {
      if (open) logger[level]({ facts: redaction.facts(facts) }, redaction.text(event));
    };
  return {
    path,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    protect: redaction.protect,
    close: () => {
      if (open) destination.end();
      open = false;
    },
  };
}

function rotate(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < MAX_BYTES) return;
  for (let age = FILES - 1; age >= 1; age--) {
    const younger = age === 1 ? path : `${path}.${age - 1}`;
    if (statSync(younger, { throwIfNoEntry: false }) === undefined) continue;
    rmSync(`${path}.${age}`, { force: true });
    renameSync(younger, `${path}.${age}`);
  }
}
