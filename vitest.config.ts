import { defineConfig } from 'vitest/config';

/** One project per suite, so `vitest run --project e2e` names exactly one. See README, "How to develop". */
const suite = (name: string, overrides: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    // Limits for what hangs: a busy machine takes several times as long as a quiet one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What a test waits for comes late on a busy machine: one second, the default, is no judgement.
    expect: { poll: { timeout: 10_000 } },
    ...overrides,
  },
});

export default defineConfig({
  test: {
    // Most of a test is waiting for sockets and processes: two files at once, also on two cores.
    maxWorkers: 2,
    projects: [
      // Some of it measures how long a thread is blocked.
      suite('unit', { fileParallelism: false }),
      suite('contract'),
      suite('conformance'),
      suite('integration'),
      // Its clocks are real ones.
      suite('faults', { fileParallelism: false }),
      suite('e2e', { testTimeout: 120_000, fileParallelism: false }),
      suite('electron', { testTimeout: 120_000 }),
      suite('openstack', {
        testTimeout: 180_000,
        fileParallelism: false,
        globalSetup: ['test/openstack/global-setup.ts'],
      }),
    ],
  },
});
