import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { ImportFile } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { FoundCloud } from './cloud-profile.ts';
import { parseCloudsYaml } from './clouds-yaml.ts';
import { parseOpenrc } from './openrc.ts';

const MAX_BYTES = 1_048_576;

/** An import file, by path or by its text. */
export type ImportInput =
  | { readonly path: string }
  | { readonly fileName: string; readonly text: string; readonly secure?: string | undefined };

export interface ParsedFile {
  readonly path: string;
  readonly format: ImportFile['format'];
  readonly clouds: readonly FoundCloud[];
}

/**
 * Reads an import file; which format it is, its name and content say. `secure.yaml` beside a `clouds.yaml`
 * is read too. Nothing is ever written. `NOT_FOUND`, `FORBIDDEN` or `INVALID` if it cannot be read.
 */
export function readImportFile(input: ImportInput): ParsedFile {
  if (!('path' in input)) return parse({ ...input, path: input.fileName });
  const path = resolve(expandHome(input.path));
  const folder = dirname(path);
  const text = readText(path);
  return parse({ path, text, secure: isYaml(path, text) ? secureBeside(path) : undefined, folder });
}

/** The usual places of `clouds.yaml`, in the order in which OpenStack's own tools look (first wins there). */
export function usualPlaces(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const config = environment['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  const folders = [process.cwd(), join(config, 'openstack'), '/etc/openstack'];
  const named = environment['OS_CLIENT_CONFIG_FILE'];
  const files = folders.flatMap((folder) => [join(folder, 'clouds.yaml'), join(folder, 'clouds.yml')]);
  return [...new Set([...(named ? [resolve(expandHome(named))] : []), ...files])];
}

/** The files that are there, of the usual places. */
export function existingPlaces(environment?: NodeJS.ProcessEnv): readonly string[] {
  return usualPlaces(environment).filter((path) => existsSync(path));
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly secure?: string | undefined;
  readonly folder?: string | undefined;
}

function parse(source: Source): ParsedFile {
  const { path, text } = source;
  if (isYaml(path, text)) return { path, format: 'clouds.yaml', clouds: parseCloudsYaml(source) };
  return { path, format: 'openrc', clouds: [parseOpenrc({ ...source, fileName: basename(path) })] };
}

function isYaml(path: string, text: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  return (
    !/^\s*(export\s+|declare\s+-x\s+)?OS_[A-Z0-9_]+=/m.test(text) && /^\s*["']?clouds["']?\s*:/m.test(text)
  );
}

function secureBeside(path: string): string | undefined {
  const named = process.env['OS_CLIENT_SECURE_FILE'];
  const folder = dirname(path);
  const places = [join(folder, 'secure.yaml'), join(folder, 'secure.yml')];
  const found = [...places, ...(named ? [resolve(expandHome(named))] : [])].find((place) =>
    existsSync(place),
  );
  return found === undefined || found === path ? undefined : readText(found);
}

function readText(path: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw failure('INVALID', `${path} is not a file.`);
    if (stat.size > MAX_BYTES) throw failure('INVALID', `${path} is larger than 1 MiB.`);
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing) throw failure('NOT_FOUND', `There is no file ${path}.`);
    throw failure('FORBIDDEN', `The file ${path} cannot be read.`);
  }
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

function failure(code: 'INVALID' | 'NOT_FOUND' | 'FORBIDDEN', message: string): AppError {
  return new AppError(code, message, { operation: 'connections.import' });
}
