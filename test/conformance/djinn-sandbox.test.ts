import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { afterAll } from 'vitest';
import { describeProvider } from './describe-provider.ts';
import { sandboxService, serveBytes } from './sandbox-service.ts';
import type { Service } from './service.ts';

/** Djinn CI looks at the first four bytes only. */
const BYTES = Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), randomBytes(3 * 1_048_576 + 13)]);
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** The sandbox's Djinn CI. Images are made in a namespace, since only those can be shared. */
function djinn(
  switches: readonly string[] = [],
  settings: Readonly<Record<string, string>> = { namespace: 'lab' },
): () => Promise<Service> {
  return sandboxService('djinn', {
    switches,
    settings,
    with: () => ({
      samples: {
        image: { diskFormat: 'qcow2', containerFormat: 'bare' },
        bytes: BYTES,
        missingId: '999999',
        pageful: 26,
      },
      importUrl: async () => {
        const { url, server } = await serveBytes(BYTES, 'application/x-qemu-disk');
        servers.push(server);
        return url;
      },
    }),
  });
}

describeProvider('Djinn CI of the sandbox', djinn());
describeProvider(
  'Djinn CI of the sandbox, with a search that works and fetching that takes its time',
  djinn(['djinn-search-bug=off', 'djinn-download-delay-ms=60']),
);
describeProvider(
  'Djinn CI of the sandbox, behind a server that does not know its own address',
  djinn(['djinn-relative-urls', 'djinn-not-api', 'djinn-invite-anywhere', 'html-errors']),
);
describeProvider(
  'Djinn CI of the sandbox, behind a proxy without ranges',
  djinn(['no-range', 'no-content-length'], { namespace: 'lab/web@demo' }),
);
describeProvider(
  'Djinn CI of the sandbox, with ranges that are whole',
  djinn(['range-whole-206'], { namespace: 'lab' }),
);
