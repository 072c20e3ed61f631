import type { Finding } from '#shared/model/inspection.ts';
import type { BoundedReader } from './bounded-reader.ts';
import { displayBytes } from './display-text.ts';
import { Fields, hasText } from './fields.ts';
import { implausible, info, parentDisk, truncated } from './findings.ts';
import type { FormatFacts, Probe } from './probe.ts';

const FOOTER_BYTES = 512;
const DISK_TYPES: Readonly<Record<number, string>> = { 2: 'fixed', 3: 'dynamic', 4: 'differencing' };

/**
 * Virtual PC's disk. A fixed one is a raw disk with a footer; the others also begin with a copy of it. The
 * virtual size is the footer's current size, as Glance takes it: some programs open a disk of odd geometry
 * a little smaller, never larger.
 */
export const vhd: Probe = {
  format: 'vhd',
  diskFormat: 'vhd',
  detect: (head, tail) => hasText(head, 'conectix') || footerOffset(tail) !== undefined,
  parse: parseVhd,
};

/** Old writers left the footer's last byte away, so it may be 511 bytes long. */
function footerOffset(tail: Uint8Array): number | undefined {
  return [FOOTER_BYTES, FOOTER_BYTES - 1]
    .map((length) => tail.length - length)
    .find((offset) => offset >= 0 && hasText(tail, 'conectix', offset));
}

async function parseVhd(reader: BoundedReader, findings: Finding[]): Promise<FormatFacts> {
  const head = await reader.head();
  const tail = await reader.tail();
  const atEnd = footerOffset(tail);
  const fields = new Fields(hasText(head, 'conectix') || atEnd === undefined ? head : tail.subarray(atEnd));
  const type = fields.u32be(60);
  const subformat = DISK_TYPES[type];
  const virtualSizeBytes = fields.u64be(48);
  if (subformat === undefined) {
    findings.push(implausible(`its disk type is ${type}, and only 2, 3 and 4 exist`));
    return { virtualSizeBytes };
  }
  if (subformat === 'fixed') {
    if (virtualSizeBytes > reader.sizeBytes) findings.push(truncated('it is shorter than the disk it holds'));
    findings.push(fixedDisk());
    const guest = hasText(head, 'conectix') ? undefined : reader.read.bind(reader);
    return { subformat, virtualSizeBytes, guest };
  }
  return { subformat, virtualSizeBytes, ...(await parseDynamic(reader, fields, type === 4, findings)) };
}

async function parseDynamic(
  reader: BoundedReader,
  footer: Fields,
  isDifferencing: boolean,
  findings: Finding[],
): Promise<FormatFacts> {
  const header = await reader.read(footer.u64be(16), 1024);
  const name =
    isDifferencing && header.length >= 576 ? displayBytes(header.subarray(64, 576), 'utf-16be') : '';
  if (isDifferencing) findings.push(parentDisk(name));
  if (footerOffset(await reader.tail()) === undefined) findings.push(truncated('its footer is missing'));
  const fields = new Fields(header);
  if (!hasText(header, 'cxsparse'))
    findings.push(implausible('its block table header is not where it should be'));
  else if (fields.u64be(16) + fields.u32be(28) * 4 > reader.sizeBytes) {
    findings.push(truncated('its block table lies beyond the end of the file'));
  }
  return {
    clusterSizeBytes: fields.u32be(32),
    backingFile: isDifferencing ? name || '(unnamed)' : undefined,
  };
}

function fixedDisk(): Finding {
  return info(
    'fixed-vhd',
    'A fixed VHD is a raw disk with a short footer, and OpenStack looks only at its beginning. A service that ' +
      'compares content and disk format may refuse it as vhd; as raw it is accepted and boots.',
  );
}
