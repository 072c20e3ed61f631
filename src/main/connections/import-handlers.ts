import { basename } from 'node:path';
import type { CallParams, ImportFile, ProfileInput } from '#shared/contract/index.ts';
import { AppError, toAppError } from '#shared/errors/index.ts';
import type { ConnectionState } from '#shared/model/index.ts';
import type { ConnectionHandlers } from './connection-service.ts';
import {
  existingPlaces,
  type FoundCloud,
  type ImportInput,
  type ParsedFile,
  readImportFile,
} from './import/index.ts';

export interface ImportHandlersDeps {
  /** Names in use. */
  readonly names: () => ReadonlySet<string>;
  /** Saves a new connection. */
  readonly create: (profile: ProfileInput, secret: string | undefined) => Promise<void>;
  readonly state: (name: string) => Promise<ConnectionState>;
  /** Told once after all. */
  readonly changed: () => void;
}

const OPERATION = 'connections.import';

/** Serves the calls that read import files. Secrets go from the file to the store, never into an answer. */
export function createImportHandlers(
  deps: ImportHandlersDeps,
): Pick<ConnectionHandlers, 'connections.discover' | 'connections.preview' | 'connections.import'> {
  return {
    'connections.discover': async () =>
      existingPlaces().map((path) => {
        try {
          return describe(readImportFile({ path }), deps.names());
        } catch (error) {
          return unreadable(path, toAppError(error, 'connections.discover'));
        }
      }),

    'connections.preview': async (params) => describe(readImportFile(params), deps.names()),

    'connections.import': async (params) => {
      const { clouds } = readImportFile(inputOf(params));
      const chosen = choose(clouds, params.names, deps.names());
      const created: string[] = [];
      try {
        for (const { profile, secret } of chosen) {
          await deps.create(profile, secret);
          created.push(profile.name);
        }
      } finally {
        if (created.length > 0) deps.changed();
      }
      return Promise.all(created.map((name) => deps.state(name)));
    },
  };
}

function inputOf(params: CallParams<'connections.import'>): ImportInput {
  const { path, text, fileName = 'clouds.yaml', secure } = params;
  if (path !== undefined && text === undefined) return { path };
  if (text !== undefined && path === undefined) return { fileName, text, secure };
  throw new AppError('INVALID', 'Give either the path of an import file or its text.', {
    operation: OPERATION,
  });
}

interface Chosen {
  readonly profile: ProfileInput;
  readonly secret: string | undefined;
}

/** What is to be added. Nothing is added if one of the named entries cannot be. */
function choose(
  clouds: readonly FoundCloud[],
  names: readonly string[] | undefined,
  taken: ReadonlySet<string>,
): readonly Chosen[] {
  const byName = new Map(clouds.map((cloud) => [cloud.candidate.name, cloud]));
  if (names !== undefined)
    return [...new Set(names)].map((name) => importable(byName.get(name), name, taken));
  const free = clouds.filter(({ candidate }) => candidate.problem === null && !taken.has(candidate.name));
  const [first] = clouds;
  if (free.length === 0 && first !== undefined) importable(first, first.candidate.name, taken);
  return free.map((cloud) => importable(cloud, cloud.candidate.name, taken));
}

function importable(cloud: FoundCloud | undefined, name: string, taken: ReadonlySet<string>): Chosen {
  const shown = JSON.stringify(name.slice(0, 80));
  if (cloud === undefined) throw failure('NOT_FOUND', `There is no entry ${shown} in the file.`);
  const { profile, problem } = cloud.candidate;
  if (profile === null)
    throw failure('INVALID', `The entry ${shown} cannot be imported. ${problem ?? ''}`.trim());
  if (taken.has(name)) throw failure('CONFLICT', `There is already a connection named ${shown}.`);
  return { profile, secret: cloud.secret };
}

function failure(code: 'NOT_FOUND' | 'INVALID' | 'CONFLICT', message: string): AppError {
  return new AppError(code, message, { operation: OPERATION });
}

function describe(file: ParsedFile, taken: ReadonlySet<string>): ImportFile {
  const candidates = file.clouds.map(({ candidate }) => ({ ...candidate, taken: taken.has(candidate.name) }));
  return { path: file.path, format: file.format, candidates };
}

/** A file in a usual place that cannot be read is shown with the reason, not passed over. */
function unreadable(path: string, error: AppError): ImportFile {
  const nothing = { profile: null, secretFound: false, taken: false, notes: [] };
  return {
    path,
    format: 'clouds.yaml',
    candidates: [{ ...nothing, name: basename(path), problem: error.message }],
  };
}
