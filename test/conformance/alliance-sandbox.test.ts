import { projectIds } from '../../src/sandbox/seed/identities.ts';
import { GlanceClient } from '../integration/sandbox/client.ts';
import { describeProvider, type Service } from './describe-provider.ts';
import { sandboxService, serveBytes } from './sandbox-service.ts';
import { USUAL_SAMPLES } from './service.ts';

/**
 * The gateway takes no bytes: its images are made in the cloud behind it, or fetched by that. It has no users:
 * the partner is another environment.
 */
const service = (...switches: readonly string[]) => {
  const start = sandboxService('alliance', {
    switches,
    with: (sandbox) => ({
      seed: async ({ name }) => {
        const { bytes } = USUAL_SAMPLES;
        const glance = await GlanceClient.signIn(sandbox, 'demo');
        return {
          id: await glance.createActive(Uint8Array.from(bytes), { name, os_distro: 'debian' }),
          bytes,
        };
      },
    }),
  });
  return async (): Promise<Service> => {
    const [made, web] = await Promise.all([start(), serveBytes()]);
    return {
      ...made,
      partner: partnerOf(made),
      importUrl: async () => web.url,
      stop: async () => {
        web.server.close();
        await made.stop?.();
      },
    };
  };
};

function partnerOf({ profile, secret }: Service): Service['partner'] {
  if (profile.kind !== 'alliance') return undefined;
  const { partner } = projectIds;
  const settings = { ...profile.settings, environment: partner };
  return { memberId: partner, secret, profile: { ...profile, name: 'partner', settings } };
}

describeProvider('Alliance of the sandbox', service());
describeProvider(
  'Alliance of the sandbox, as in its first draft',
  service('alliance-generation=0', 'html-errors'),
);
describeProvider(
  'Alliance of the sandbox, as in its last draft',
  service('alliance-generation=2', 'alliance-no-patch', 'no-checksum', 'import-delay-ms=300'),
);
describeProvider(
  'Alliance of the sandbox, by the letter of its specification',
  service('alliance-list-literal', 'alliance-swap-min', 'alliance-no-put', 'alliance-delete-204'),
);
