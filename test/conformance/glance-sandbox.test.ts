import { startSandbox } from '../../src/sandbox/server.ts';
import { describeProvider, type Service } from './describe-provider.ts';

/** The sandbox's Glance with some switches set. */
function sandboxGlance(...switches: readonly string[]): () => Promise<Service> {
  return async () => {
    const sandbox = await startSandbox({ switches: ['empty', ...switches] });
    const { secret, ...settings } = sandbox.dialects['glance'] ?? {};
    return {
      profile: {
        name: 'sandbox',
        kind: 'glance',
        tls: {},
        color: 0,
        settings: { ...settings, authUrl: settings['authUrl'] ?? '' },
      },
      secret: secret ?? '',
      stop: () => sandbox.close(),
    };
  };
}

describeProvider('Glance of the sandbox', sandboxGlance());
describeProvider(
  'Glance of the sandbox, as an old and bare service',
  sandboxGlance(
    'no-import',
    'no-stores',
    'no-multihash',
    'no-checksum',
    'no-range',
    'html-errors',
    'page-max=2',
  ),
);
describeProvider(
  'Glance of the sandbox, with odd downloads and tokens of 40 seconds',
  sandboxGlance('range-whole-206', 'no-content-length', 'token-ttl=40', 'import-delay-ms=300'),
);
