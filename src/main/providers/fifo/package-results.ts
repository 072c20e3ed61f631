import { z } from 'zod';
import type { JsonValue, PackageDocument } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { UUID } from './config.ts';
import { unexpected } from './lists.ts';
import { treeOf } from './results.ts';

const whole = z.number().int().nullish().catch(null);

/** Unset keys are absent (fifo.md §4). Documents spell `blocksize` in several ways: whichever is there is read. */
const packageSchema = z.object({
  uuid: z.string().regex(UUID),
  name: z.string().catch(''),
  ram: whole,
  quota: whole,
  cpu_cap: whole,
  cpu_shares: whole,
  max_swap: whole,
  blocksize: whole,
  block_size: whole,
  blocksizte: whole,
  blicksize: whole,
  compression: z.string().nullish().catch(null),
  zfs_io_priority: whole,
  requirements: z.array(z.unknown()).nullish().catch(null),
});

export function parsePackage(
  value: unknown,
  connection: string,
  reply: TextReply,
  operation: string,
): PackageDocument {
  const parsed = packageSchema.safeParse(value);
  if (!parsed.success) throw unexpected(reply, operation, 'a package');
  const { data } = parsed;
  return {
    package: {
      connection,
      id: data.uuid,
      name: data.name,
      ramMb: data.ram ?? null,
      quotaGb: data.quota ?? null,
      cpuCap: data.cpu_cap ?? null,
      cpuShares: data.cpu_shares ?? null,
      maxSwapMb: data.max_swap ?? null,
      blockSize: data.blocksize ?? data.block_size ?? data.blocksizte ?? data.blicksize ?? null,
      compression: data.compression ?? null,
      zfsIoPriority: data.zfs_io_priority ?? null,
      requirements: (data.requirements ?? []) as readonly JsonValue[],
      metadata: treeOf(value, 'metadata'),
    },
    raw: value as JsonValue,
  };
}
