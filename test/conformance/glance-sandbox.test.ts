import { describeProvider } from './describe-provider.ts';
import { sandboxService } from './sandbox-service.ts';

describeProvider('Glance of the sandbox', sandboxService('glance'));
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
  'Glance of the sandbox, with odd downloads and tokens of 40 seconds',
  sandboxService('glance', {
    switches: ['range-whole-206', 'no-content-length', 'token-ttl=40', 'import-delay-ms=300'],
  }),
);
