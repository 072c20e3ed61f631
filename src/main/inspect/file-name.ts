import type { DetectedFormat, Finding, Wrapper } from '#shared/model/inspection.ts';
import { displayText } from './display-text.ts';
import { warning } from './findings.ts';

/** What an extension promises. `.img`, `.bin`, `.image` and no extension promise nothing. */
const PROMISES: Readonly<Record<string, DetectedFormat | Wrapper>> = {
  qcow2: 'qcow2',
  qcow: 'qcow1',
  qed: 'qed',
  vmdk: 'vmdk',
  vhd: 'vhd',
  vpc: 'vhd',
  vhdx: 'vhdx',
  vdi: 'vdi',
  iso: 'iso',
  raw: 'raw',
  hds: 'ploop',
  luks: 'luks',
  gz: 'gzip',
  tgz: 'gzip',
  xz: 'xz',
  zst: 'zstd',
  bz2: 'bzip2',
  zip: 'zip',
  tar: 'tar',
  ova: 'ova',
};

/** The words for formats and wrappers in sentences. */
export const FORMAT_NAMES: Readonly<Record<DetectedFormat | Wrapper, string>> = {
  qcow2: 'qcow2',
  qcow1: 'qcow version 1',
  qed: 'QED',
  vmdk: 'VMDK',
  vhd: 'VHD',
  vhdx: 'VHDX',
  vdi: 'VDI',
  iso: 'ISO',
  raw: 'raw',
  ploop: 'ploop',
  luks: 'LUKS',
  gzip: 'gzip',
  xz: 'xz',
  zstd: 'zstd',
  bzip2: 'bzip2',
  ova: 'OVA',
  tar: 'tar',
  zip: 'zip',
};

/** Says so where the name promises another format than the content is. The content is what counts. */
export function nameMismatch(fileName: string, actual: DetectedFormat | Wrapper): Finding | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const promised = Object.hasOwn(PROMISES, extension) ? PROMISES[extension] : undefined;
  if (promised === undefined || promised === actual || agree(promised, actual)) return undefined;
  const advice =
    actual === 'raw'
      ? 'Argosy knows no other format in it; it may be damaged or cut off.'
      : 'Argosy goes by the content; the disk format must say the same.';
  return warning(
    'format-mismatch',
    `The name “${displayText(fileName)}” promises ${FORMAT_NAMES[promised]}, but the content is ` +
      `${FORMAT_NAMES[actual]}. ${advice}`,
  );
}

/** Some names are loose by custom: `.qcow` for qcow2, `.raw` for an encrypted disk, an OVA without its papers. */
function agree(promised: DetectedFormat | Wrapper, actual: DetectedFormat | Wrapper): boolean {
  const pairs = ['qcow1 qcow2', 'raw luks', 'tar ova', 'ova tar'];
  return pairs.includes(`${promised} ${actual}`);
}
