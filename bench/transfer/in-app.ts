/**
 * One verified transfer inside a running application, for what a whole process cannot show: the delay of the
 * event loop meanwhile, and the time without the start of a process.
 *
 * Arguments: HOME upload FILE | HOME download IMAGE_ID PATH. Prints one JSON document.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { createApplication as Create } from '../../src/main/application.ts';
import { AppError } from '../../src/shared/errors/index.ts';
import { createClient, createMemoryTransport } from '../../src/shared/rpc/index.ts';

// What ships: running from source would be measured with the stripping of its types.
const { createApplication } = (await import(
  new URL('../../out/main/application.js', import.meta.url).href
)) as { createApplication: typeof Create };

const [home = '', kind = '', subject = '', path = ''] = process.argv.slice(2);
const application = await createApplication({ host: 'cli', home });
const { call } = createClient(createMemoryTransport(application.dispatcher));
await call('connections.capabilities', { name: 'bench' });

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const started = performance.now();
const queued =
  kind === 'upload'
    ? await call('transfers.upload', {
        connection: 'bench',
        grant: (await application.grants.file(subject)).grant,
        image: { name: 'bench', diskFormat: 'raw', containerFormat: 'bare' },
      })
    : await call('transfers.download', {
        connection: 'bench',
        id: subject,
        grant: application.grants.destination(path, 'replace'),
      });
const done = await application.transfers.waitFor(queued.id);
const seconds = (performance.now() - started) / 1000;
delay.disable();
if (done.error !== null) throw AppError.fromWire(done.error);
await application.close();
process.stdout.write(
  JSON.stringify({
    seconds,
    verified: done.receipt?.hash?.verified === true,
    loopDelayP99Ms: delay.percentile(99) / 1e6 - 1,
    loopDelayMaxMs: delay.max / 1e6 - 1,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
