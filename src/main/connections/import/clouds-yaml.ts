import { parseDocument } from 'yaml';
import { AppError } from '#shared/errors/index.ts';
import { readCaFile } from './ca-file.ts';
import { type FoundCloud, toFoundCloud } from './cloud-profile.ts';
import { type CloudEntry, cloudValues, isNo, isYes, VERIFY_OFF_NOTE } from './cloud-values.ts';

const OPERATION = 'connections.import';
const MAX_CHARACTERS = 1_048_576;
const MAX_ALIASES = 100;
const MAX_CLOUDS = 1000;

export interface CloudsYamlInput {
  readonly text: string;
  /** The text of `secure.yaml`; what it says wins. */
  readonly secure?: string | undefined;
  /** Where the file lies: relative CA paths count from there. */
  readonly folder?: string | undefined;
}

type Tree = ReadonlyMap<string, unknown>;

/**
 * Reads a `clouds.yaml` (`keystone-v3.md §6`). One entry that cannot be imported says so in its candidate;
 * a text that is no such file is `INVALID`, with the line.
 */
export function parseCloudsYaml(input: CloudsYamlInput): readonly FoundCloud[] {
  const root = parseTree(input.text, 'clouds.yaml');
  const clouds = asTree(root.get('clouds'));
  if (clouds === undefined) throw invalid('There is no "clouds:" in clouds.yaml.');
  if (clouds.size > MAX_CLOUDS) throw invalid(`clouds.yaml has more than ${MAX_CLOUDS} clouds.`);
  const secure = input.secure === undefined ? undefined : parseTree(input.secure, 'secure.yaml');
  const secureClouds = asTree(secure?.get('clouds'));
  return [...clouds].map(([name, entry]) => {
    const merged = mergeTrees(asTree(entry) ?? new Map(), asTree(secureClouds?.get(name)));
    return toFoundCloud(readCloud(name, merged, input.folder));
  });
}

function readCloud(name: string, cloud: Tree, folder: string | undefined): CloudEntry {
  const auth = asTree(cloud.get('auth'));
  // Old files have the sign-in values beside "auth" instead of in it.
  const values = cloudValues((key) =>
    key === 'region_name' ? regionOf(cloud) : (auth?.get(key) ?? cloud.get(key)),
  );
  const notes: string[] = [];
  if (isNo(values.text('verify')) || isYes(values.text('insecure'))) notes.push(VERIFY_OFF_NOTE);
  if (values.text('cert') !== undefined) notes.push('Its client certificate is not imported.');
  const regions = cloud.get('regions');
  if (cloud.get('region_name') === undefined && Array.isArray(regions) && regions.length > 1) {
    notes.push(`Of its ${regions.length} regions the first is taken.`);
  }

  const vendor = values.text('profile', 'cloud');
  const complete = values.text('auth_url') !== undefined;
  if (vendor !== undefined && complete)
    notes.push(`Nothing is taken from the vendor profile ${show(vendor)}.`);
  const problem =
    vendor !== undefined && !complete
      ? `It rests on the vendor profile ${show(vendor)}, which Argosy does not know. Name its auth_url in the file.`
      : undefined;

  const caPath = values.text('cacert');
  const ca = caPath === undefined ? undefined : readCaFile(caPath, folder);
  if (ca !== undefined && 'note' in ca) notes.push(ca.note);
  const caCertificate = ca !== undefined && 'caCertificate' in ca ? ca.caCertificate : undefined;
  return { name, values, caCertificate, notes, problem };
}

function regionOf(cloud: Tree): unknown {
  const regions = cloud.get('regions');
  const first: unknown = Array.isArray(regions) ? regions[0] : undefined;
  return cloud.get('region_name') ?? asTree(first)?.get('name') ?? first;
}

/** All scalars stay text: a password `0123` must not become a number. */
function parseTree(text: string, fileName: string): Tree {
  if (text.length > MAX_CHARACTERS) throw invalid(`${fileName} is larger than 1 MiB.`);
  let value: unknown;
  try {
    const document = parseDocument(text, { schema: 'failsafe', merge: true, logLevel: 'silent' });
    const error = document.errors[0];
    // The parser's message would quote the line, and with it perhaps a password.
    if (error !== undefined) {
      throw invalid(
        `${fileName} is no YAML that can be read: ${words(error.code)} in line ${error.linePos?.[0].line ?? '?'}.`,
      );
    }
    value = document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw invalid(`${fileName} is too deep or has too many aliases to be read.`);
  }
  const tree = asTree(value);
  if (tree === undefined) throw invalid(`${fileName} must be a YAML mapping.`);
  return tree;
}

function words(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

function asTree(value: unknown): Tree | undefined {
  if (!(value instanceof Map)) return undefined;
  return new Map([...value].filter((pair): pair is [string, unknown] => typeof pair[0] === 'string'));
}

function mergeTrees(base: Tree, over: Tree | undefined): Tree {
  const merged = new Map(base);
  for (const [key, value] of over ?? []) {
    const below = asTree(base.get(key));
    const above = asTree(value);
    merged.set(key, below !== undefined && above !== undefined ? mergeTrees(below, above) : value);
  }
  return merged;
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

function invalid(message: string): AppError {
  return new AppError('INVALID', message, {
    operation: OPERATION,
    hint: 'The file must be a clouds.yaml as the OpenStack command line reads it.',
  });
}
