import { displayBytes } from './display-text.ts';
import { Fields, hasText } from './fields.ts';
import { backingFile, dirty, truncated, unsupportedFormat } from './findings.ts';
import type { Probe } from './probe.ts';

const FEATURE = { backingFile: 1n, needsCheck: 2n } as const;

/** QEMU's enhanced disk, a dead end between qcow and qcow2 (QEMU's docs/interop/qed_spec.txt). */
export const qed: Probe = {
  format: 'qed',
  diskFormat: null,
  detect: (head) => hasText(head, 'QED\0'),
  parse: async (reader, findings) => {
    const fields = new Fields(await reader.head());
    const features = fields.bits64le(16);
    const hasBacking = (features & FEATURE.backingFile) !== 0n;
    const name = hasBacking
      ? displayBytes(await reader.read(fields.u32le(56), Math.min(fields.u32le(60), 1023)))
      : '';
    if (hasBacking) findings.push(backingFile(name));
    findings.push(unsupportedFormat('QED'));
    const isDirty = (features & FEATURE.needsCheck) !== 0n;
    if (isDirty) findings.push(dirty());
    if (fields.u64le(40) >= reader.sizeBytes) findings.push(truncated('its cluster table is missing'));
    return {
      virtualSizeBytes: fields.u64le(48),
      clusterSizeBytes: fields.u32le(4),
      backingFile: hasBacking ? name || '(unnamed)' : undefined,
      dirty: isDirty,
    };
  },
};
