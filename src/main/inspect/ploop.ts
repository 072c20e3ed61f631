import { Fields, hasText } from './fields.ts';
import { dirty, truncated } from './findings.ts';
import type { Probe } from './probe.ts';

const IN_USE = 0x746f6e59;

/** Parallels' and OpenVZ's disk (QEMU's docs/interop/parallels.txt). */
export const ploop: Probe = {
  format: 'ploop',
  diskFormat: 'ploop',
  detect: (head) => hasText(head, 'WithoutFreeSpace') || hasText(head, 'WithouFreSpacExt'),
  parse: async (reader, findings) => {
    const head = await reader.head();
    const fields = new Fields(head);
    const isExtended = hasText(head, 'WithouFreSpacExt');
    const isDirty = fields.u32le(44) === IN_USE;
    if (isDirty) findings.push(dirty());
    if (64 + fields.u32le(32) * 4 > reader.sizeBytes) findings.push(truncated('its block table is missing'));
    return {
      subformat: isExtended ? 'v2' : 'v1',
      virtualSizeBytes: (isExtended ? fields.u64le(36) : fields.u32le(36)) * 512,
      clusterSizeBytes: fields.u32le(28) * 512,
      dirty: isDirty,
    };
  },
};
