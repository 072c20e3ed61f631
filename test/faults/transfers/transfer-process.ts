import { createInterface } from 'node:readline';
import { createGrants, createTransferService } from '../../../src/main/transfers/index.ts';
import { createSmallProvider } from './small-provider.ts';

/**
 * A process with a transfer engine of its own, made to be killed. Arguments: the data directory, the image
 * server's address, `app` or `command`, whether images are made of bytes, the address of `other`. Orders come as JSON lines; every snapshot goes out as one.
 */
const [, , directory = '', url = '', kind = 'app', isNameless = '', otherUrl = ''] = process.argv;
const grants = createGrants();
const provider = createSmallProvider(url, { isNameless: isNameless !== '' });
const other = createSmallProvider(otherUrl, { connection: 'other' });
const signal = new AbortController().signal;
const service = await createTransferService({
  directory,
  grants,
  provider: async (connection) => (connection === 'other' ? other : provider),
  emit: (message) => void process.stdout.write(`${JSON.stringify(message.payload)}\n`),
  settings: () => ({ transfersPerConnection: 2, downloadFolder: directory }),
  onImage: () => undefined,
  log: { info: () => undefined, error: () => undefined },
  adoptsStrays: kind === 'app',
  tuning: { snapshotEveryMs: 0, firstPollMs: 10, lastPollMs: 40 },
});

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as {
    readonly upload?: string;
    readonly download?: string;
    readonly to?: string;
    readonly copy?: string;
  };
  if (order.upload !== undefined) {
    const { grant } = await grants.file(order.upload);
    const image = { name: 'image', diskFormat: 'raw', containerFormat: 'bare' };
    await service.handlers['transfers.upload']({ connection: 'cloud', grant, image }, { signal });
  } else if (order.copy !== undefined) {
    await service.handlers['transfers.copy']({ from: 'other', id: order.copy, to: 'cloud' }, { signal });
  } else if (order.download !== undefined) {
    const grant = grants.destination(order.to ?? '');
    await service.handlers['transfers.download'](
      { connection: 'cloud', id: order.download, grant },
      { signal },
    );
  }
}
