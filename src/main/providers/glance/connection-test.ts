import { addressSteps, type ConnectionSteps } from '../connection-steps.ts';
import type { Call } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { discoverVersion } from './discovery.ts';

/** What each step of a connection test looks at. */
export function connectionSteps(client: GlanceClient, call: Call): ConnectionSteps {
  const { session } = client;
  return {
    ...addressSteps(
      () => session.authUrl(call),
      (url) => client.ask(url, call),
    ),
    'sign-in': async () => {
      const { userName, projectName, projectId } = await session.token(call);
      return `Signed in as ${userName ?? 'an unnamed user'} to project ${projectName ?? projectId}.`;
    },
    service: async () => {
      const { root } = await client.urls(call);
      await client.send(
        { method: 'GET', url: (urls) => `${urls.images}?limit=1`, attempt: 'list images' },
        call,
      );
      return `The image service at ${root} lists images.`;
    },
    version: async () => `It speaks version ${(await discoverVersion(client, call)).text} of the image API.`,
  };
}
