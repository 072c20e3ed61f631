import type { Finding } from '#shared/model/inspection.ts';
import { displayText } from './display-text.ts';
import { parentDisk, refusal, warning } from './findings.ts';

const MAX_LINES = 4096;
const NO_PARENT = 'ffffffff';
const ONE_FILE_TYPES = ['monolithicsparse', 'streamoptimized'];
const EXTENT = /^(?:rw|rdonly|noaccess) +(\d{1,15}) +([a-z0-9]+)(?: +"([^"]*)")?/i;

export interface VmdkExtent {
  readonly sectors: number;
  readonly type: string;
  readonly fileName: string;
}

/** The text part of a VMDK: what kind of disk it is and of which files it consists. */
export interface VmdkDescriptor {
  readonly createType: string | undefined;
  readonly parent: string | undefined;
  readonly extents: readonly VmdkExtent[];
  /** The first line that is none of the known kinds. */
  readonly strangeLine: string | undefined;
}

/** Whether a file is a descriptor by itself: after comments and blank lines comes the version. */
export function isDescriptorText(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 4096)).toString('latin1');
  if (text.toLowerCase().startsWith('# disk descriptorfile')) return true;
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#'));
  return first !== undefined && /^version=[1-3]\r?$/.test(first);
}

export function parseDescriptor(bytes: Uint8Array): VmdkDescriptor {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const lines = Buffer.from(bytes.subarray(0, end))
    .toString('latin1')
    .split('\n', MAX_LINES + 1);
  const settings = new Map<string, string>();
  const extents: VmdkExtent[] = [];
  let strangeLine = lines.length > MAX_LINES ? '(too many lines)' : undefined;
  for (const line of lines.slice(0, MAX_LINES).map((text) => text.trim())) {
    if (line === '' || line.startsWith('#') || /^ddb/i.test(line)) continue;
    const setting = /^([^\s=]+)=(.*)$/.exec(line);
    const extent = EXTENT.exec(line);
    if (setting !== null) settings.set((setting[1] ?? '').toLowerCase(), unquoted(setting[2] ?? ''));
    else if (extent !== null) extents.push(toExtent(extent));
    else strangeLine ??= displayText(line);
  }
  const parentCid = settings.get('parentcid') ?? NO_PARENT;
  const hint = settings.get('parentfilenamehint');
  return {
    createType: settings.get('createtype'),
    parent: parentCid.toLowerCase() === NO_PARENT && hint === undefined ? undefined : displayText(hint ?? ''),
    extents,
    strangeLine,
  };
}

/**
 * Refuses what reads other files. The rules are those of OpenStack's own inspector: one file, of type
 * monolithicSparse or streamOptimized, whose descriptor has no line of an unknown kind and no extent with a
 * path; stricter in that the one extent must be the file itself.
 */
export function judgeDescriptor(descriptor: VmdkDescriptor, isEmbedded: boolean): readonly Finding[] {
  const { createType, parent, extents, strangeLine } = descriptor;
  const findings: Finding[] = [];
  if (parent !== undefined) findings.push(parentDisk(parent));
  const isForeign = extents.length > 1 || extents.some((extent) => !isOwnExtent(extent));
  if (!isEmbedded || isForeign) findings.push(foreignExtents(extents));
  const isOneFile = ONE_FILE_TYPES.includes((createType ?? '').toLowerCase());
  if (isEmbedded && !isForeign && !isOneFile) findings.push(unsafeSubformat(createType));
  if (isEmbedded && extents.length === 0) findings.push(noExtents());
  if (strangeLine !== undefined) findings.push(strangeDescriptor(strangeLine));
  return findings;
}

export function unsafeSubformat(subformat: string | undefined): Finding {
  const kind = subformat === undefined ? 'of no stated kind' : `of the kind “${displayText(subformat)}”`;
  return refusal(
    'unsafe-subformat',
    `This VMDK is ${kind}, which can refer to other files; services accept only monolithicSparse and ` +
      'streamOptimized. Convert it first: qemu-img convert -O vmdk -o subformat=streamOptimized.',
  );
}

/** A descriptor may be absent only where a file is one piece of a disk that is split over several. */
export function pieceOfDisk(): Finding {
  return refusal(
    'disk-piece',
    'This is one piece of a VMDK that is split over several files; nothing can open it alone. Convert the whole ' +
      'disk to one file: give its descriptor (the small .vmdk) to qemu-img convert.',
  );
}

export function displacedDescriptor(): Finding {
  return warning(
    'displaced-descriptor',
    'The VMDK keeps its description in an unusual place. OpenStack refuses such files. Convert it again: qemu-img ' +
      'convert -O vmdk -o subformat=streamOptimized.',
  );
}

function isOwnExtent(extent: VmdkExtent): boolean {
  return extent.type.toLowerCase() === 'sparse' && !/[/\\]/.test(extent.fileName);
}

function foreignExtents(extents: readonly VmdkExtent[]): Finding {
  const names = extents.map((extent) => extent.fileName).filter((name) => name !== '');
  const shown = names.length === 0 ? '' : ` (“${displayText(names.slice(0, 8).join('”, “'))}”)`;
  return refusal(
    'foreign-extents',
    `This VMDK keeps its contents in other files${shown}. The service does not have them, or would read its own by ` +
      'those names. Make it one file first: qemu-img convert -O vmdk -o subformat=streamOptimized.',
  );
}

function noExtents(): Finding {
  return refusal(
    'no-extents',
    'The VMDK does not say where its contents are, so it cannot be told whether it reads other files, and services ' +
      'refuse it. Export it again.',
  );
}

function strangeDescriptor(line: string): Finding {
  return refusal(
    'strange-descriptor',
    `The VMDK's description has a line that is of no known kind (“${line}”), so it cannot be told whether it reads ` +
      'other files, and services refuse it. Export it again, or convert it with qemu-img convert.',
  );
}

function toExtent(match: RegExpExecArray): VmdkExtent {
  return { sectors: Number(match[1]), type: match[2] ?? '', fileName: match[3] ?? '' };
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1');
}
