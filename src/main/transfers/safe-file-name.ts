/** Longest name in UTF-8 bytes: 255 is the limit of file systems, less room for ` (99)`, `.part` and `.part.json`. */
export const MAX_FILE_NAME_BYTES = 230;

/** Separators and what Windows forbids, controls, direction marks and other invisible characters, lone surrogates. */
const UNSAFE = /[\\/<>:"|?*]|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/gu;
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/** File name extensions where they differ from Glance's word for the format. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  ploop: 'hds',
  aki: 'img',
  ari: 'img',
  ami: 'img',
};
const OTHER_EXTENSIONS = new Set(['img', 'raw', 'bin']);

/**
 * A file name for a downloaded image that is safe on every platform (`CLI.md`, Conventions): it never leaves
 * its folder, never names a device, never hides, and reads as what it is. `fallback` (the image's id) serves
 * where the image's name has nothing usable.
 */
export function safeFileName(name: string | null, fallback: string, diskFormat: string | null): string {
  const whole = clean(name ?? '') || clean(fallback) || 'image';
  const extension = extensionOf(diskFormat);
  const own = ownExtension(whole, extension);
  const stem = own === '' ? whole : trimmed(whole.slice(0, -own.length)) || 'image';
  return bounded(guarded(stem), own || (extension && `.${extension}`));
}

/** `disk.qcow2`, 2 → `disk (2).qcow2`. */
export function numberedFileName(fileName: string, number: number): string {
  const dot = fileName.lastIndexOf('.');
  if (dot <= 0) return `${fileName} (${number})`;
  return `${fileName.slice(0, dot)} (${number})${fileName.slice(dot)}`;
}

function clean(text: string): string {
  return trimmed(text.normalize('NFC').replace(UNSAFE, '_').replace(/\s+/gu, ' '));
}

/** No leading dot or blank; Windows drops trailing dots and blanks silently, so they go too. */
function trimmed(text: string): string {
  const rest = text.replace(/^[.\s]+|[.\s]+$/gu, '');
  return /^[_\s.]*$/u.test(rest) ? '' : rest;
}

/** Windows takes `nul.anything` for the device too, so the part before the first dot counts. */
function guarded(stem: string): string {
  const first = (stem.split('.', 1)[0] ?? '').trim();
  return DEVICE.test(first) ? `_${stem}` : stem;
}

function extensionOf(diskFormat: string | null): string {
  const word = (diskFormat ?? '').toLowerCase();
  if (!/^[a-z0-9]{1,12}$/.test(word)) return '';
  return EXTENSIONS[word] ?? word;
}

/** The extension that the name has already, with its dot, if it says the format. */
function ownExtension(name: string, extension: string): string {
  const dot = name.lastIndexOf('.');
  const last = name.slice(dot + 1).toLowerCase();
  if (dot < 0 || extension === '') return '';
  const says =
    last === extension || ((extension === 'img' || extension === 'raw') && OTHER_EXTENSIONS.has(last));
  return says ? name.slice(dot) : '';
}

/** Cuts the stem between characters until the whole fits. */
function bounded(stem: string, extension: string): string {
  const room = MAX_FILE_NAME_BYTES - Buffer.byteLength(extension);
  if (Buffer.byteLength(stem) <= room) return stem + extension;
  let kept = '';
  let bytes = 0;
  for (const character of stem) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    kept += character;
  }
  return kept.replace(/[.\s]+$/u, '') + extension;
}
