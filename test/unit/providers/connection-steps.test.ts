import { describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import type { TestStep } from '#shared/model/index.ts';
import {
  addressSteps,
  type ConnectionSteps,
  runConnectionSteps,
} from '../../../src/main/providers/connection-steps.ts';
import { fakeAlliance } from './fake-alliance.ts';
import { fakeNova } from './fake-nova.ts';
import { call } from './fake-service.ts';

const reply = { status: 200, headers: {}, url: 'https://cloud.example/', answeredBy: 'nginx' };
const fails = (code: 'UNREACHABLE' | 'TLS_UNTRUSTED' | 'CANCELLED') => (): never => {
  throw new AppError(code, `It is ${code}.`, { operation: 'test', hint: 'Do something.' });
};

async function reported(steps: Partial<ConnectionSteps>): Promise<readonly TestStep[]> {
  const found: TestStep[] = [];
  const all = {
    ...addressSteps(
      () => 'https://cloud.example/',
      async () => reply,
    ),
    'sign-in': async () => 'Signed in.',
    service: async () => 'It lists images.',
    version: async () => ({ skipped: 'It has none.' }),
    ...steps,
  };
  await runConnectionSteps(all, (step) => found.push(step), call);
  return found;
}

const verdicts = (steps: readonly TestStep[]) => steps.map(({ step, verdict }) => `${step} ${verdict}`);

describe('the steps of a connection test', () => {
  test('are reported in their order, with what was seen', async () => {
    const steps = await reported({});
    expect(steps.map(({ step, verdict, detail }) => [step, verdict, detail])).toEqual([
      ['address', 'passed', 'cloud.example:443 answers (nginx), status 200.'],
      ['tls', 'passed', 'The certificate is trusted.'],
      ['sign-in', 'passed', 'Signed in.'],
      ['service', 'passed', 'It lists images.'],
      ['version', 'skipped', 'It has none.'],
    ]);
  });

  test('end with the first failure, whose error is kept', async () => {
    const steps = await reported({ 'sign-in': async () => fails('UNREACHABLE')() });
    expect(verdicts(steps)).toEqual([
      'address passed',
      'tls passed',
      'sign-in failed',
      'service skipped',
      'version skipped',
    ]);
    expect(steps[2]?.error).toMatchObject({ code: 'UNREACHABLE', hint: 'Do something.' });
  });

  test('a certificate that is not trusted is a failure of its own step, not of the address', async () => {
    const address = addressSteps(() => 'https://cloud.example/', fails('TLS_UNTRUSTED'));
    expect(verdicts(await reported(address)).slice(0, 2)).toEqual(['address passed', 'tls failed']);
  });

  test('plain http has no certificate', async () => {
    const address = addressSteps(
      () => 'http://cloud.example/',
      async () => reply,
    );
    expect(verdicts(await reported(address))[1]).toBe('tls skipped');
  });

  test('given up is thrown, not reported', async () => {
    await expect(reported({ service: async () => fails('CANCELLED')() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  test('a fault of our own is INTERNAL, and does not stop the report', async () => {
    const steps = await reported({ service: async () => Promise.reject(new TypeError('oops')) });
    expect(steps[3]).toMatchObject({ verdict: 'failed', error: { code: 'INTERNAL' } });
    expect(steps).toHaveLength(5);
  });
});

describe('of services that fail', () => {
  const tried = async ({ provider }: Pick<Awaited<ReturnType<typeof fakeNova>>, 'provider'>) => {
    const steps: TestStep[] = [];
    await provider.test((step) => steps.push(step), call);
    return steps;
  };

  test('a Nova without images fails at the service, and says why', async () => {
    const answers = ({ path }: { readonly path: string }) =>
      path.includes('/images') ? { status: 404 } : undefined;
    const steps = await tried(await fakeNova({ answers }));
    expect(verdicts(steps).slice(2)).toEqual(['sign-in passed', 'service failed', 'version skipped']);
    expect(steps[3]?.error).toMatchObject({
      code: 'UNSUPPORTED',
      hint: expect.stringMatching(/microversion/),
    });
  });

  test('a gateway that wants a token fails at the service', async () => {
    const steps = await tried(
      await fakeAlliance({ answers: ({ path }) => (path === '/images/' ? { status: 401 } : undefined) }),
    );
    expect(verdicts(steps)).toEqual([
      'address passed',
      'tls skipped',
      'sign-in skipped',
      'service failed',
      'version skipped',
    ]);
    expect(steps[3]?.error).toMatchObject({ code: 'AUTH_REQUIRED' });
  });
});
