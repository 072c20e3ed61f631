import { type AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import { TEST_STEPS, type TestStep, type TestStepName } from '#shared/model/index.ts';
import { type HttpReply, hostAndPort } from '../http/index.ts';
import type { Call } from './provider.ts';

/** A sentence of what was seen, or why the step does not apply. */
export type Seen = string | { readonly skipped: string };

export type ConnectionSteps = Readonly<Record<TestStepName, () => Promise<Seen>>>;

/**
 * Tries a connection step by step, and reports each as it is done; what comes after a failure is reported as
 * skipped. Throws only `CANCELLED`.
 */
export async function runConnectionSteps(
  steps: ConnectionSteps,
  report: (step: TestStep) => void,
  call: Call,
): Promise<void> {
  let failed = false;
  for (const step of TEST_STEPS) {
    const tried: TestStep = failed
      ? { step, verdict: 'skipped', detail: 'Not tried.', error: null, milliseconds: 0 }
      : await tryStep(step, steps[step], call);
    failed ||= tried.verdict === 'failed';
    report(tried);
  }
}

/**
 * The first two steps, for any service: something answers at the address, and its certificate is trusted.
 * `address` is read when the step is tried, so that a wrong one is a failed step.
 */
export function addressSteps(
  address: () => string,
  ask: (url: string) => Promise<HttpReply>,
): Pick<ConnectionSteps, 'address' | 'tls'> {
  let untrusted: AppError | undefined;
  return {
    address: async () => {
      const url = address();
      try {
        const { status, answeredBy } = await ask(url);
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
      return /^https:/i.test(address())
        ? 'The certificate is trusted.'
        : { skipped: 'The address is plain http: what is sent can be read on the way.' };
    },
  };
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
    const { message: detail } = error;
    return { step, verdict: 'failed', detail, error: error.toWire(), milliseconds: milliseconds() };
  }
}
