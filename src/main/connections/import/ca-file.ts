import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const MAX_BYTES = 262_144;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of the file, or a note saying why there are none. Nothing else in the file is taken. */
export function readCaFile(
  path: string,
  folder: string | undefined,
): { readonly caCertificate: string } | { readonly note: string } {
  const expanded = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
  if (!isAbsolute(expanded) && folder === undefined) {
    return failure(path, 'its folder is not known here');
  }
  const full = resolve(folder ?? '/', expanded);
  try {
    const stat = statSync(full);
    // A device or a pipe could go on for ever.
    if (!stat.isFile()) return failure(path, 'it is not a file');
    if (stat.size > MAX_BYTES)
      return failure(path, 'it is larger than 256 KiB; give only the CA that is needed');
    const certificates = readFileSync(full, 'latin1').match(CERTIFICATE);
    if (certificates === null) return failure(path, 'there is no PEM certificate in it');
    return { caCertificate: `${certificates.join('\n')}\n` };
  } catch {
    return failure(path, 'it cannot be read');
  }
}

function failure(path: string, reason: string): { readonly note: string } {
  return {
    note: `The CA certificate ${path.slice(0, 200)} is not imported: ${reason}. Give it in the connection.`,
  };
}
