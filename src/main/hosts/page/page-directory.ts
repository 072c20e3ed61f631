import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the built page lies: `out/renderer`, seen from the build (`out/main/*.js`, flat) or from source
 * (`src/main/hosts/page`).
 */
export function pageDirectory(moduleUrl: string = import.meta.url): string {
  const built = extname(fileURLToPath(moduleUrl)) === '.js';
  return fileURLToPath(new URL(built ? '../renderer' : '../../../../out/renderer', moduleUrl));
}
