import {
  type Capabilities,
  type ConnectionKind,
  type FittedImage,
  fitImage,
  type NewImage,
  type Visibility,
} from '#shared/model/index.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { nameFromFile } from '../upload/upload-form.ts';
import type { ImportWay } from './import-ways.ts';

/** What the import sheet holds; `undefined` where the person has not said it, so that it follows the rest. */
export interface ImportForm {
  readonly way: ImportWay | undefined;
  readonly url: string;
  readonly imageId: string;
  readonly region: string;
  readonly name: string | undefined;
  readonly diskFormat: string | undefined;
  readonly containerFormat: string | undefined;
  readonly visibility: Visibility | undefined;
}

export const EMPTY_IMPORT: ImportForm = {
  way: undefined,
  url: '',
  imageId: '',
  region: '',
  name: undefined,
  diskFormat: undefined,
  containerFormat: undefined,
  visibility: undefined,
};

/** The ways that a service has to come by an image without this computer. */
export function waysOf(capabilities: Capabilities | undefined): readonly ImportWay[] {
  if (capabilities === undefined) return [];
  const { importMethods, operations } = capabilities;
  const ways: ImportWay[] = [];
  if (operations['image.import'].supported) {
    // A service that names no methods has the one that all have.
    if (importMethods.length === 0 || importMethods.includes('web-download')) ways.push('web-download');
    if (importMethods.includes('glance-download')) ways.push('glance-download');
  }
  if (operations['image.register'].supported) ways.push('register');
  return ways;
}

/** Why a cloud cannot come by an image itself; `undefined` if it can, or while that is not known. */
export function importReason(capabilities: Capabilities | undefined): string | undefined {
  if (capabilities === undefined || waysOf(capabilities).length > 0) return undefined;
  return reasonAgainst(capabilities, 'image.import') ?? 'The service offers no way that the page knows.';
}

/** The way in use: the chosen one if the service has it, else its first. */
export function wayOf(form: ImportForm, capabilities: Capabilities | undefined): ImportWay {
  const ways = waysOf(capabilities);
  return ways.find((way) => way === form.way) ?? ways[0] ?? 'web-download';
}

/** The name: as typed, else as the address ends. */
export function importName({ name, url, imageId }: ImportForm, way: ImportWay): string {
  if (name !== undefined) return name;
  if (way === 'glance-download') return imageId.trim();
  const last = url.trim().split(/[?#]/, 1)[0]?.split('/').filter(Boolean).at(-1) ?? '';
  return url.includes('://') && !last.endsWith(':') ? nameFromFile(decoded(last)) : '';
}

/** The disk format: as chosen, else as the address ends, else the service's first. */
export function importFormat(
  { diskFormat, url }: ImportForm,
  capabilities: Capabilities | undefined,
): string {
  const formats = capabilities?.diskFormats ?? [];
  if (diskFormat !== undefined && (formats.length === 0 || formats.includes(diskFormat))) return diskFormat;
  const ending = /\.([a-z0-9]+)(?:\.(?:gz|xz|zst|bz2))?$/i.exec(url.trim().split(/[?#]/, 1)[0] ?? '')?.[1];
  const guess = ending === undefined ? undefined : (ENDINGS[ending.toLowerCase()] ?? ending.toLowerCase());
  if (guess !== undefined && formats.includes(guess)) return guess;
  return ['qcow2', 'raw'].find((usual) => formats.includes(usual)) ?? formats[0] ?? 'raw';
}

const ENDINGS: Readonly<Record<string, string>> = { img: 'qcow2', qcow: 'qcow2', vpc: 'vhd' };

/** Field → what is wrong with it. */
export function importProblems(
  form: ImportForm,
  capabilities: Capabilities | undefined,
): Readonly<Record<string, string>> {
  const way = wayOf(form, capabilities);
  const problems: Record<string, string> = {};
  if (way === 'glance-download') {
    if (form.imageId.trim() === '') problems['imageId'] = 'Which image?';
    if (form.region.trim() === '') problems['region'] = 'In which region?';
  } else {
    const problem = addressProblem(form.url.trim(), way, capabilities?.importSchemes ?? []);
    if (problem !== undefined) problems['url'] = problem;
  }
  if (importName(form, way).trim() === '') problems['name'] = 'It needs a name';
  return problems;
}

function addressProblem(url: string, way: ImportWay, schemes: readonly string[]): string | undefined {
  if (url === '') return way === 'register' ? 'Which object?' : 'Which address?';
  if (!URL.canParse(url)) return 'It is not an address';
  const scheme = new URL(url).protocol.slice(0, -1);
  const allowed = schemes.length > 0 ? schemes : ['http', 'https'];
  return allowed.includes(scheme)
    ? undefined
    : `It begins with ${allowed.map((each) => `${each}://`).join(' or ')}`;
}

/** The new image as the service can take it, and what differs from what was asked. */
export function importImage(form: ImportForm, capabilities: Capabilities): FittedImage {
  const wanted: NewImage = {
    name: importName(form, wayOf(form, capabilities)).trim(),
    diskFormat: importFormat(form, capabilities),
    containerFormat: form.containerFormat ?? 'bare',
    ...(form.visibility === undefined ? {} : { visibility: form.visibility }),
  };
  return fitImage(wanted, capabilities);
}

/** Where the page cannot know the service, the words that help with its kind. */
export function nameHint(kind: ConnectionKind): string | undefined {
  return kind === 'fifo' ? 'For the list of transfers: the dataset brings its own name.' : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
