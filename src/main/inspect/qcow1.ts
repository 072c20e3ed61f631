import { displayBytes } from './display-text.ts';
import { Fields, hasText } from './fields.ts';
import { backingFile, encrypted, truncated, unsupportedFormat } from './findings.ts';
import type { Probe } from './probe.ts';

/** The first qcow, long obsolete. Services take it for a qcow2 and fail to open it. */
export const qcow1: Probe = {
  format: 'qcow1',
  diskFormat: null,
  detect: (head) => hasText(head, 'QFI\xfb\0\0\0\x01'),
  parse: async (reader, findings) => {
    const fields = new Fields(await reader.head());
    const backing = fields.u64be(8) === 0 ? undefined : await readName(fields.u64be(8), fields.u32be(16));
    if (backing !== undefined) findings.push(backingFile(backing));
    findings.push(unsupportedFormat('qcow version 1'));
    const isEncrypted = fields.u32be(36) !== 0;
    if (isEncrypted) findings.push(encrypted('AES'));
    if (fields.u64be(40) >= reader.sizeBytes) findings.push(truncated('its cluster table is missing'));
    return {
      subformat: 'v1',
      virtualSizeBytes: fields.u64be(24),
      clusterSizeBytes: fields.u8(32) <= 30 ? 2 ** fields.u8(32) : undefined,
      backingFile: backing === '' ? '(unnamed)' : backing,
      encryption: isEncrypted ? 'AES' : undefined,
    };

    async function readName(offset: number, length: number): Promise<string> {
      return displayBytes(await reader.read(offset, Math.min(length, 1023)));
    }
  },
};
