import { Fields } from './fields.ts';
import { implausible, parentDisk, truncated } from './findings.ts';
import type { Probe } from './probe.ts';

const SIGNATURE = 0xbeda107f;
const SIGNATURE_OFFSET = 0x40;
const TYPES: Readonly<Record<number, string>> = { 1: 'dynamic', 2: 'fixed', 3: 'undo', 4: 'differencing' };
const NO_UUID = '0'.repeat(32);

/** VirtualBox's disk. */
export const vdi: Probe = {
  format: 'vdi',
  diskFormat: 'vdi',
  detect: (head) =>
    head.length >= SIGNATURE_OFFSET + 4 && new Fields(head).u32le(SIGNATURE_OFFSET) === SIGNATURE,
  parse: async (reader, findings) => {
    const fields = new Fields(await reader.head());
    const type = fields.u32le(0x4c);
    const parents = [fields.hex(0x1a8, 16), fields.hex(0x1b8, 16)].filter((uuid) => uuid !== NO_UUID);
    const parent = type === 3 || type === 4 ? (parents[0] ?? '(unnamed)') : parents[0];
    if (parent !== undefined) findings.push(parentDisk(parent));
    if (TYPES[type] === undefined)
      findings.push(implausible(`its disk type is ${type}, and only 1 to 4 exist`));
    const blockBytes = fields.u32le(0x178);
    const end = fields.u32le(0x158) + fields.u32le(0x184) * (blockBytes + fields.u32le(0x17c));
    if (end > reader.sizeBytes)
      findings.push(truncated('it counts blocks that lie beyond the end of the file'));
    return {
      subformat: TYPES[type],
      virtualSizeBytes: fields.u64le(0x170),
      clusterSizeBytes: blockBytes,
      backingFile: parent,
    };
  },
};
