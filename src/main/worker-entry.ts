import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file that a worker or child process named `name` starts from, beside the calling module.
 *
 * From source (`.ts`, run by Node's type stripping) it is the sibling file; in the build every entry
 * lies flat in `out/main`, so it is again the sibling, with the caller's own extension.
 */
export function workerEntry(callerUrl: string, name: string): URL {
  return new URL(`./${name}${extname(fileURLToPath(callerUrl))}`, callerUrl);
}
