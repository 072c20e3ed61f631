import type { ConnectionKind } from '#shared/model/index.ts';
import { createGrants, createTransferService } from '../../../src/main/transfers/index.ts';
import { providerOf } from './cloud-bench.ts';

/**
 * A process that makes one copy and says what it took. Arguments: the data directory, what a sandbox announces
 * (JSON), the kinds of the two connections, the image. Prints the transfer and the peak of its memory.
 */
const [, , directory = '', announced = '{}', from = 'glance', to = 'glance', id = ''] = process.argv;
const { signal } = new AbortController();
const sandbox = { dialects: JSON.parse(announced) as Record<string, Record<string, string>> };
const source = providerOf(sandbox, from as ConnectionKind);
const target = providerOf(sandbox, to as ConnectionKind);
const service = await createTransferService({
  directory,
  grants: createGrants(),
  provider: async (connection) => (connection === 'source' ? source : target),
  emit: () => undefined,
  settings: () => ({ transfersPerConnection: 2, downloadFolder: directory }),
  onImage: () => undefined,
  log: { info: () => undefined, error: () => undefined },
  adoptsStrays: false,
});
const order = { from: 'source', id, to: 'target', name: `copy-of-${id}` };
const started = performance.now();
const queued = await service.handlers['transfers.copy'](order, { signal });
const transfer = await service.waitFor(queued.id);
const seconds = (performance.now() - started) / 1000;
await service.close();
await source.close();
await target.close();
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ transfer, peakMiB, seconds }));
