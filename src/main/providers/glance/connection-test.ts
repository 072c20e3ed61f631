import { type AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import { TEST_STEPS, type TestStep, type TestStepName } from '#shared/model/index.ts';
import { hostAndPort } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { discoverVersion } from './discovery.ts';

/** A sentence of what was seen, or that the step does not apply. */
type Seen = string | { readonly skipped: string };

/**
 * Tries the connection step by step: address, TLS, sign-in, service, version. Reports each as it is done;
 * what comes after a failure is reported as skipped. Throws only `CANCELLED`.
 */
export async function testConnection(
  client: GlanceClient,
  report: (step: TestStep) => void,
  call: Call,
): Promise<void> {
  const steps = testSteps(client, call);
  let failed = false;
  for (const step of TEST_STEPS) {
    if (failed) {
      report({ step, verdict: 'skipped', detail: 'Not tried.', error: null, milliseconds: 0 });
      continue;
    }
    const verdict = await tryStep(step, steps[step], call);
    failed = verdict.verdict === 'failed';
    report(verdict);
  }
}

async function tryStep(step: TestStepName, run: () => Promise<Seen>, call: Call): Promise<TestStep> {
  const started = performance.now();
  const milliseconds = (): number => Math.round(performance.now() - started);
  try {
    const seen = await run();
    return typeof seen === 'string'
      ? { step, verdict: 'passed', detail: seen, error: null, milliseconds: milliseconds() }
      : { step, verdict: 'skipped', detail: seen.skipped, error: null, milliseconds: milliseconds() };
  } catch (thrown) {
    const error = toAppError(thrown, call.operation);
    if (error.code === 'CANCELLED') throw error;
    return {
      step,
      verdict: 'failed',
      detail: error.message,
      error: error.toWire(),
      milliseconds: milliseconds(),
    };
  }
}

function testSteps(client: GlanceClient, call: Call): Readonly<Record<TestStepName, () => Promise<Seen>>> {
  const { session } = client;
  let untrusted: AppError | undefined;
  return {
    address: async () => {
      const url = session.authUrl(call);
      try {
        const { status, answeredBy } = await client.ask(url, call);
        const who = answeredBy === '' ? '' : ` (${answeredBy})`;
        return `${hostAndPort(url)} answers${who}, status ${status}.`;
      } catch (error) {
        if (!isAppError(error, 'TLS_UNTRUSTED')) throw error;
        untrusted = error;
        return `${hostAndPort(url)} answers.`;
      }
    },
    tls: async () => {
      if (untrusted !== undefined) throw untrusted;
      return session.authUrl(call).startsWith('https:')
        ? 'The certificate is trusted.'
        : { skipped: 'The address is plain http: what is sent can be read on the way.' };
    },
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
