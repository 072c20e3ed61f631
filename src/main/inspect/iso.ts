import { Fields, hasText } from './fields.ts';
import { truncated } from './findings.ts';
import { hasMbr } from './partitions.ts';
import type { Probe } from './probe.ts';

const FIRST_DESCRIPTOR = 32 * 1024;
const PRIMARY_VOLUME = 1;
const SIGNATURES = ['CD001', 'BEA01', 'NSR02', 'NSR03'] as const;

/**
 * ISO 9660 and UDF. Most installation media are hybrids that also carry a partition table so that they boot
 * from a USB stick; they are ISO images all the same, and services must be told so.
 */
export const iso: Probe = {
  format: 'iso',
  diskFormat: 'iso',
  detect: (head) => SIGNATURES.some((signature) => hasText(head, signature, FIRST_DESCRIPTOR + 1)),
  parse: async (reader, findings) => {
    const head = await reader.head();
    const isIso9660 = hasText(head, 'CD001', FIRST_DESCRIPTOR + 1);
    const fields = new Fields(head.subarray(FIRST_DESCRIPTOR));
    if (isIso9660 && fields.u8(0) === PRIMARY_VOLUME) {
      const volumeBytes = fields.u32le(80) * fields.u16le(128);
      if (volumeBytes > reader.sizeBytes) findings.push(truncated('its volume is larger than the file'));
    }
    const isHybrid = hasMbr(head);
    return {
      subformat: isHybrid ? 'hybrid' : isIso9660 ? 'iso9660' : 'udf',
      virtualSizeBytes: Math.ceil(reader.sizeBytes / 512) * 512,
      guest: reader.read.bind(reader),
    };
  },
};
