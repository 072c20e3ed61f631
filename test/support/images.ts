import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

const MIB = 1024 ** 2;

/**
 * A real qcow2 made by qemu-img: `virtualMiB` in the guest, of which `dataMiB` hold random bytes, so that
 * the file has about that size.
 */
export async function makeQcow2(
  path: string,
  options: { readonly virtualMiB: number; readonly dataMiB: number },
): Promise<string> {
  const raw = `${path}.raw`;
  const file = await open(raw, 'w');
  for (let done = 0; done < options.dataMiB; done += 1) await file.write(randomBytes(MIB));
  await file.truncate(options.virtualMiB * MIB);
  await file.close();
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, path]);
  execFileSync('rm', ['-f', raw]);
  return path;
}

/** The hash of a file's bytes, lower-case hex. */
export async function hashOf(path: string, algorithm: 'sha256' | 'sha512'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: MIB })) hash.update(chunk);
  return hash.digest('hex');
}
