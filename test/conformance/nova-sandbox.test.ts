import { GlanceClient } from '../integration/sandbox/client.ts';
import { describeProvider } from './describe-provider.ts';
import { sandboxService } from './sandbox-service.ts';
import { USUAL_SAMPLES } from './service.ts';

/** Nova takes no bytes: its images are made through the Glance that it stands before. */
const service = (...switches: readonly string[]) =>
  sandboxService('nova', {
    switches,
    with: (sandbox) => ({
      seed: async ({ name }) => {
        const { bytes } = USUAL_SAMPLES;
        const glance = await GlanceClient.signIn(sandbox, 'demo');
        return { id: await glance.createActive(Uint8Array.from(bytes), { name }), bytes };
      },
      samples: {
        properties: {
          set: { 'hw:disk.bus - x': 'virtio', unicode: 'Grüße €', empty: '' },
          got: { 'hw:disk.bus - x': 'virtio', unicode: 'Grüße €', empty: '' },
        },
      },
    }),
  });

describeProvider('Nova of the sandbox', service());
describeProvider(
  'Nova of the sandbox, as an old service without microversions',
  service(
    'nova-max-minor=1',
    'nova-plain-401',
    'nova-v2-links',
    'nova-no-updated',
    'nova-quota-413',
    'page-max=2',
  ),
);
describeProvider(
  'Nova of the sandbox, with the project in its address and tokens of 40 seconds',
  service('nova-project-urls', 'html-errors', 'token-ttl=40'),
);
