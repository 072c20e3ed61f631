import { z } from 'zod';
import type { FifoSettings, TestStep } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import { addressSteps, runConnectionSteps } from '../connection-steps.ts';
import type { Call } from '../provider.ts';
import type { FifoClient } from './client.ts';

const userSchema = z.object({ name: z.string().min(1) });

/** Tries the connection step by step; the first asks for what needs no sign-in (fifo.md §1). */
export function testConnection(
  client: FifoClient,
  settings: FifoSettings,
  report: (step: TestStep) => void,
  call: Call,
): Promise<void> {
  const { urls, session } = client;
  return runConnectionSteps(
    {
      ...addressSteps(
        () => urls.connection,
        (url) => client.ask(url, call),
      ),
      'sign-in': async () => {
        await session.token(call);
        const user = await userName(client, settings, call);
        return user === undefined ? 'The token is accepted.' : `Signed in as ${plainLine(user)}.`;
      },
      service: async () => {
        const datasets = await client.ids('datasets', call);
        return `FiFo at ${urls.root} lists ${datasets.length} datasets.`;
      },
      // Each version signs in at an address of its own, so the sign-in has proved it.
      version: async () => `It speaks version ${settings.api} of the API.`,
    },
    report,
    call,
  );
}

/** API 0.1.0 tells its user only at an address that carries the token, which is not asked for: addresses are logged. */
async function userName(
  { generation, urls, send, ids }: FifoClient,
  { username }: FifoSettings,
  call: Call,
): Promise<string | undefined> {
  if (generation === 1) {
    await ids('packages', call);
    return username;
  }
  const reply = await send({ method: 'GET', url: urls.sessions, attempt: 'tell who is signed in' }, call);
  return userSchema.safeParse(reply.json()).data?.name ?? username;
}
