import { randomBytes } from 'node:crypto';
import { PlanktonClient } from '../integration/sandbox/plankton-client.ts';
import { describeProvider } from './describe-provider.ts';
import { sandboxService } from './sandbox-service.ts';

/** Plankton keeps dumps only, and its properties have names of letters, digits and underscores. */
const service = (...switches: readonly string[]) =>
  sandboxService('plankton', {
    switches,
    with: (sandbox) => ({
      samples: {
        image: { diskFormat: 'diskdump', containerFormat: 'bare' },
        // Two blocks, the last one short.
        bytes: randomBytes(5 * 1_048_576 + 17),
        properties: {
          set: { 'HW/disk~Bus - (x)': 'virtio 100%', unicode: 'Grüße ☂\n\u0000', größe_ß: 'a%20b' },
          got: { 'hw_disk_bus _ _x_': 'virtio 100%', unicode: 'Grüße ☂\n\u0000', größe_ß: 'a%20b' },
        },
        otherDiskFormat: 'extdump',
        visibility: 'public',
      },
      registerUrl: async () => {
        const client = new PlanktonClient(sandbox, 'demo');
        await client.put('folder/to%20be%20%E2%98%82', randomBytes(100));
        return `pithos://${client.uuid}/images/folder/to%20be%20%E2%98%82`;
      },
    }),
  });

describeProvider('Plankton of the sandbox', service());
describeProvider(
  'Plankton of the sandbox, as in 2013: bare lists, small words, pages of HTML for errors',
  service('plankton-list-wrapped=false', 'plankton-status-era=2013', 'html-errors', 'no-range'),
);
describeProvider(
  'Plankton of the sandbox, as in 2014, with odd downloads and a quota of a gigabyte',
  service(
    'plankton-status-era=2014',
    'plankton-apply-filters',
    'plankton-quota=1073741824',
    'range-whole-206',
    'no-content-length',
  ),
);
