import { AppError } from '#shared/errors/index.ts';
import { readCaFile } from './ca-file.ts';
import { type FoundCloud, toFoundCloud } from './cloud-profile.ts';
import { cloudValues, isYes, VERIFY_OFF_NOTE } from './cloud-values.ts';
import { readShellWord } from './shell-word.ts';

const MAX_CHARACTERS = 1_048_576;
const ASSIGNMENT = /^\s*(?:export\s+|declare\s+-x\s+)?(OS_[A-Z0-9_]{1,64})=/;
/** Only at the margin: an indented one stands in a condition, whose outcome is not known here. */
const UNSET = /^unset\s+(OS_[A-Z0-9_]{1,64})\s*$/;

export interface OpenrcInput {
  readonly text: string;
  readonly fileName: string;
  readonly folder?: string | undefined;
}

/**
 * Reads an `openrc` as data: assignments of `OS_…` to plain words. Nothing in it is ever executed; a value
 * that only a shell or a question could give (`read -sr OS_PASSWORD_INPUT`) is missing.
 * `INVALID` if there is no `OS_AUTH_URL` in it.
 */
export function parseOpenrc(input: OpenrcInput): FoundCloud {
  if (input.text.length > MAX_CHARACTERS) throw invalid('The openrc file is larger than 1 MiB.');
  const variables = readAssignments(input.text);
  if (variables.get('OS_AUTH_URL') === undefined)
    throw invalid('There is no OS_AUTH_URL in the openrc file.');
  const values = cloudValues((key) => variables.get(`OS_${key.toUpperCase()}`));

  const notes: string[] = [];
  if (isYes(values.text('insecure'))) notes.push(VERIFY_OFF_NOTE);
  const caPath = values.text('cacert');
  const ca = caPath === undefined ? undefined : readCaFile(caPath, input.folder);
  if (ca !== undefined && 'note' in ca) notes.push(ca.note);
  const project = values.text('project_name', 'tenant_name');
  return toFoundCloud({
    name: nameFrom(input.fileName) ?? project ?? 'openrc',
    values,
    caCertificate: ca !== undefined && 'caCertificate' in ca ? ca.caCertificate : undefined,
    notes,
    problem: undefined,
  });
}

function readAssignments(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const unset = UNSET.exec(line)?.[1];
    if (unset !== undefined) variables.delete(unset);
    const found = ASSIGNMENT.exec(line);
    const name = found?.[1];
    if (found === null || name === undefined) continue;
    const value = readShellWord(line.slice(found[0].length), (other) => variables.get(other));
    if (value === undefined) variables.delete(name);
    else variables.set(name, value);
  }
  return variables;
}

/** `demo-openrc.sh` is the cloud `demo`; a bare `openrc` says nothing. */
function nameFrom(fileName: string): string | undefined {
  const base = fileName.replace(/^.*[/\\]/, '').replace(/\.(sh|rc|txt|env)$/i, '');
  const name = base
    .replace(/^\.+/, '')
    .replace(/[-_.]?openrc[-_.]?/i, '')
    .trim();
  return name === '' ? undefined : name;
}

function invalid(message: string): AppError {
  return new AppError('INVALID', message, {
    operation: 'connections.import',
    hint: 'The file must be an openrc as OpenStack’s dashboard gives it, or a clouds.yaml.',
  });
}
