import type { Finding } from '#shared/model/inspection.ts';
import { hasText } from './fields.ts';
import { warning } from './findings.ts';
import type { Probe } from './probe.ts';

const SECTOR_BYTES = 512;

/** Everything that is nothing else. */
export const raw: Probe = {
  format: 'raw',
  diskFormat: 'raw',
  detect: () => true,
  parse: async (reader, findings) => {
    const strange = notADisk(await reader.head(), reader.sizeBytes);
    if (strange !== undefined) findings.push(strange);
    return {
      virtualSizeBytes: Math.ceil(reader.sizeBytes / SECTOR_BYTES) * SECTOR_BYTES,
      guest: reader.read.bind(reader),
    };
  },
};

/** What people drop by mistake: above all the error page that a download left under an image's name. */
function notADisk(head: Uint8Array, sizeBytes: number): Finding | undefined {
  const what = knownDocument(head) ?? (sizeBytes < SECTOR_BYTES ? 'shorter than one disk sector' : undefined);
  if (what === undefined) return undefined;
  return warning(
    'not-a-disk',
    `This does not look like a disk image: it is ${what}. No server would boot from it. If it was downloaded, look ` +
      'at it in a text editor: it may be an error message.',
  );
}

function knownDocument(head: Uint8Array): string | undefined {
  const start = Buffer.from(head.subarray(0, 512)).toString('latin1').trimStart().toLowerCase();
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'a web page';
  if (start.startsWith('<?xml')) return 'an XML document';
  if (hasText(head, '%PDF-')) return 'a PDF document';
  if (hasText(head, '\x7fELF')) return 'a Linux program';
  if (hasText(head, 'Rar!\x1a\x07')) return 'a RAR archive';
  if (hasText(head, "7z\xbc\xaf'\x1c")) return 'a 7z archive';
  return undefined;
}
