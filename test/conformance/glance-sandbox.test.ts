import { describeProvider } from './describe-provider.ts';
import { sandboxService } from './sandbox-service.ts';

// As its default policy has it, only administrators copy images between stores.
describeProvider(
  'Glance of the sandbox',
  sandboxService('glance', { switches: ['glance-member-stores', 'glance-download'] }),
);
describeProvider(
  'Glance of the sandbox, as an old and bare service',
  sandboxService('glance', {
    switches: [
      'no-import',
      'no-stores',
      'no-multihash',
      'no-checksum',
      'no-range',
      'html-errors',
      'page-max=2',
    ],
  }),
);
describeProvider(
  'Glance of the sandbox, at version 2.6',
  sandboxService('glance', { switches: ['glance-max-minor=6', 'no-metadefs'] }),
);
describeProvider(
  'Glance of the sandbox, with odd downloads and tokens of 40 seconds',
  sandboxService('glance', {
    switches: [
      'range-whole-206',
      'no-content-length',
      'token-ttl=40',
      'import-delay-ms=300',
      'glance-member-stores',
    ],
  }),
);
