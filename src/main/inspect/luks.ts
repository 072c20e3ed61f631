import { displayBytes } from './display-text.ts';
import { Fields, hasText } from './fields.ts';
import { encrypted, truncated } from './findings.ts';
import type { Probe } from './probe.ts';

/** A disk that is one LUKS volume. Services store it as raw and need its key to boot from it. */
export const luks: Probe = {
  format: 'luks',
  diskFormat: 'raw',
  detect: (head) => hasText(head, 'LUKS\xba\xbe'),
  parse: async (reader, findings) => {
    const fields = new Fields(await reader.head());
    const version = fields.u16be(6);
    if (version !== 1) {
      findings.push(encrypted('LUKS'));
      return { subformat: `v${version}`, encryption: 'LUKS' };
    }
    const cipher = `${padded(fields.bytes(8, 32))}-${padded(fields.bytes(40, 32))}`;
    findings.push(encrypted(`LUKS, ${cipher}`));
    const payloadOffset = fields.u32be(104) * 512;
    if (payloadOffset > reader.sizeBytes) findings.push(truncated('its encrypted contents are missing'));
    return {
      subformat: 'v1',
      encryption: 'LUKS',
      virtualSizeBytes: Math.max(0, reader.sizeBytes - payloadOffset),
    };
  },
};

function padded(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return displayBytes(end < 0 ? bytes : bytes.subarray(0, end));
}
