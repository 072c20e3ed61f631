const IMAGE_EXTENSION = /\.(qcow2|qcow|img|raw|vmdk|vhdx?|vdi|iso|ova|bin|diskdump|extdump|ntfsdump)$/i;
const PACKED_EXTENSION = /\.(gz|xz|zst|bz2)$/i;

const FORMAT_OF_EXTENSION: Readonly<Record<string, string>> = {
  qcow2: 'qcow2',
  raw: 'raw',
  vmdk: 'vmdk',
  vhd: 'vhd',
  vhdx: 'vhdx',
  vdi: 'vdi',
  iso: 'iso',
  diskdump: 'diskdump',
  extdump: 'extdump',
  ntfsdump: 'ntfsdump',
};

/** A file's name as the name of an image. */
export function baseName(fileName: string): string {
  return fileName.replace(PACKED_EXTENSION, '').replace(IMAGE_EXTENSION, '') || fileName;
}

/** The disk format that a file's name promises, if it does. */
export function formatByExtension(fileName: string): string | undefined {
  const extension = IMAGE_EXTENSION.exec(fileName.replace(PACKED_EXTENSION, ''))?.[1]?.toLowerCase();
  return FORMAT_OF_EXTENSION[extension ?? ''];
}

/** The last part of an address, as a file's name. */
export function fileNameOf(url: URL): string {
  const last = url.pathname.split('/').filter(Boolean).at(-1) ?? '';
  return decoded(last) || url.hostname;
}

/** A lone `%` is legal in what servers take, so what does not decode stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
