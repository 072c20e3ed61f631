import type { TestStep } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import { addressSteps, runConnectionSteps } from '../connection-steps.ts';
import type { Call } from '../provider.ts';
import type { DjinnClient } from './client.ts';
import { type Listing, listImages } from './list.ts';
import { parseVersion } from './results.ts';
import { normaliseEndpoint } from './urls.ts';

/** Tries the connection step by step: address, TLS, the token, the list of images, the version (djinn.md §2). */
export async function testConnection(
  listing: Listing,
  endpoint: string,
  report: (step: TestStep) => void,
  call: Call,
): Promise<void> {
  const { client } = listing;
  const steps = {
    ...addressSteps(
      () => normaliseEndpoint(endpoint),
      (url) => client.ask(url, call),
    ),
    'sign-in': async () => {
      const { base } = await client.urls(call);
      const { username } = await client.me(call);
      return `The API at ${base} takes the token: it is ${plainLine(username)}'s.`;
    },
    service: async () => {
      const images = await firstImages(listing, call);
      const where = listing.namespace ? ` of ${plainLine(listing.namespace)}` : '';
      return `It lists images${where}${images === 0 ? ': none yet' : ''}.`;
    },
    version: async () => {
      const version = await serviceVersion(client, call);
      return version === null
        ? { skipped: 'The service does not tell its version.' }
        : `It is build ${version}.`;
    },
  };
  await runConnectionSteps(steps, report, call);
}

async function firstImages(listing: Listing, call: Call): Promise<number> {
  for await (const page of listImages(listing, {}, call)) return page.length;
  return 0;
}

/** `null` if the service tells none, or nothing that looks like a version. */
export async function serviceVersion(client: DjinnClient, call: Call): Promise<string | null> {
  const { version } = await client.urls(call);
  const reply = await client.ask(version, call);
  return reply.status === 200 ? parseVersion(reply) : null;
}
