import type { AppError } from '#shared/errors/index.ts';
import {
  type Ability,
  type Capabilities,
  type ImageDocument,
  OPERATIONS,
  type Operation,
  type TestStep,
} from '#shared/model/index.ts';
import { guardProvider } from '../../../src/main/providers/guard.ts';
import type { ImageProvider, ProviderContext, ProviderParts } from '../../../src/main/providers/provider.ts';

/** What a service behind a `FakeProvider` does; a test changes it while it runs. */
export interface FakeService {
  pages: readonly (readonly ImageDocument[])[];
  /** Thrown after the pages. */
  failure: AppError | undefined;
  steps: readonly TestStep[];
  /** Secrets that were asked for at sign-in, in order. */
  readonly signIns: (string | undefined)[];
  /** Lists running now, and the most there were at once. */
  running: number;
  mostRunning: number;
  closed: number;
  opened: number;
}

export function fakeService(): FakeService {
  const passed: TestStep = { step: 'sign-in', verdict: 'passed', detail: 'ok', error: null, milliseconds: 1 };
  return {
    pages: [],
    failure: undefined,
    steps: [passed],
    signIns: [],
    running: 0,
    mostRunning: 0,
    closed: 0,
    opened: 0,
  };
}

const DOES: readonly Operation[] = ['image.list', 'usage.show'];

export const fakeCapabilities: Capabilities = {
  operations: Object.fromEntries(
    OPERATIONS.map((name) => [
      name,
      DOES.includes(name) ? { supported: true } : { supported: false, reason: 'The fake service lacks it.' },
    ]),
  ) as Record<Operation, Ability>,
  diskFormats: [],
  containerFormats: [],
  formatNames: {},
  packing: null,
  namePattern: null,
  visibilities: [],
  importMethods: [],
  importSchemes: [],
  stores: [],
  hashAlgo: null,
  limits: {
    nameLength: null,
    propertyKeyLength: null,
    propertyValueLength: null,
    tagLength: null,
    tags: null,
  },
  version: 'v2.15',
  account: null,
};

/** A provider without a network: the services themselves are other suites' matter. */
export function fakeProvider(context: ProviderContext, service: FakeService): ImageProvider {
  service.opened += 1;
  const parts: ProviderParts = {
    async capabilities() {
      service.signIns.push(await context.secret());
      return fakeCapabilities;
    },
    async test(report) {
      service.signIns.push(await context.secret());
      for (const step of service.steps) report(step);
    },
    async *list(_query, { signal }) {
      service.running += 1;
      service.mostRunning = Math.max(service.mostRunning, service.running);
      try {
        await new Promise((resolve) => setTimeout(resolve, 10));
        signal.throwIfAborted();
        for (const page of service.pages) {
          yield page.map(({ image, raw }) => ({
            raw,
            image: { ...image, connection: context.profile.name },
          }));
        }
        if (service.failure !== undefined) throw service.failure;
      } finally {
        service.running -= 1;
      }
    },
    usage: async () => [{ name: 'bytes', limit: 10, used: 1 }],
    async close() {
      service.closed += 1;
    },
    show: () => Promise.reject(new Error('No test shows an image of the fake service.')),
  };
  return guardProvider(parts, fakeCapabilities);
}
