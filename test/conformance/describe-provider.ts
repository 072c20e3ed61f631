import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isAppError } from '#shared/errors/index.ts';
import { type Capabilities, type ConnectionProfile, type NewImage, OPERATIONS } from '#shared/model/index.ts';
import { createHttpClient, type HttpExchange } from '../../src/main/http/index.ts';
import {
  createProvider,
  declaredCapabilities,
  type ImageProvider,
  type UploadTicket,
} from '../../src/main/providers/index.ts';
import {
  type Bench,
  bodyOf,
  DENIED_CALLS,
  EXERCISES,
  type Made,
  SAMPLE,
  SAMPLE_BYTES,
  settled,
} from './exercises.ts';

/** A service to run the suite against. */
export interface Service {
  readonly profile: ConnectionProfile;
  readonly secret: string;
  stop?(): Promise<void>;
}

/**
 * The one suite that every provider passes. What it runs follows from what the provider declares, in both
 * directions: a declared operation must work, a denied one must be refused before any request is sent.
 */
export function describeProvider(name: string, start: () => Promise<Service>): void {
  describe(name, () => {
    const exchanges: HttpExchange[] = [];
    const made: UploadTicket[] = [];
    const call = { signal: new AbortController().signal, operation: 'conformance' };
    let service: Service;
    let provider: ImageProvider;
    let capabilities: Capabilities;

    beforeAll(async () => {
      service = await start();
      const onExchange = (exchange: HttpExchange): void => void exchanges.push(exchange);
      provider = createProvider({
        profile: service.profile,
        http: createHttpClient({ tls: service.profile.tls, userAgent: 'argosy-conformance', onExchange }),
        secret: async () => service.secret,
        now: Date.now,
      });
      capabilities = await provider.capabilities(call);
    });
    afterEach(async () => {
      for (const ticket of made.splice(0)) await provider.abandonUpload(ticket, call);
    });
    afterAll(async () => {
      await provider.close();
      await service.stop?.();
    });

    const remember = <Ticket extends UploadTicket>(ticket: Ticket): Ticket => {
      made.push(ticket);
      return ticket;
    };
    const makeImage = async (more: Partial<NewImage> = {}): Promise<Made> => {
      const image = { ...SAMPLE, ...more };
      const ticket = remember(await provider.beginUpload(image, SAMPLE_BYTES.byteLength, call));
      const sent = await provider.sendBytes(ticket, image, bodyOf(SAMPLE_BYTES), call);
      const document = await settled(bench(), sent.imageId ?? '');
      return { id: document.image.id, document, bytes: SAMPLE_BYTES };
    };
    const bench = (): Bench => ({ provider, capabilities, call, makeImage, remember });

    test.for([...OPERATIONS])(
      '%s: works if declared, is refused before any request if not',
      async (operation) => {
        const ability = capabilities.operations[operation];
        const exercise = EXERCISES[operation];
        if (ability.supported) {
          expect(exercise, 'declared, but nothing implements it').toBeDefined();
          await exercise?.(bench());
          return;
        }
        expect(ability.reason).toMatch(/^[A-Z].{10,}\.$/);
        // Where the interface has no call of its own for it, the reason is all there is.
        const denied = DENIED_CALLS[operation];
        if (denied === undefined) return;
        const before = exchanges.length;
        await expect(denied(bench(), 'any')).rejects.toMatchObject({
          code: 'UNSUPPORTED',
          message: ability.reason,
        });
        expect(exchanges.slice(before)).toEqual([]);
      },
    );

    test('a service denies only what its kind may deny, and adds nothing', () => {
      const declared = declaredCapabilities(service.profile.kind);
      for (const operation of OPERATIONS) {
        if (capabilities.operations[operation].supported) {
          expect(declared?.operations[operation].supported, operation).toBe(true);
        }
      }
    });

    test('the connection test passes all steps that apply', async () => {
      const verdicts: string[] = [];
      await provider.test(({ step, verdict }) => verdicts.push(`${step} ${verdict}`), call);
      expect(verdicts).toHaveLength(5);
      expect(verdicts.filter((verdict) => verdict.endsWith('failed'))).toEqual([]);
    });

    test('a call that is given up is CANCELLED', async () => {
      const given = { ...call, signal: AbortSignal.abort() };
      await expect(provider.show('any', given)).rejects.toMatchObject({ code: 'CANCELLED' });
    });

    test('a failed upload is sent once more with the same ticket', async () => {
      const ticket = remember(await provider.beginUpload(SAMPLE, SAMPLE_BYTES.byteLength, call));
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield SAMPLE_BYTES.subarray(0, 1_048_576);
        throw new Error('the disk failed');
      };
      const body = { sizeBytes: SAMPLE_BYTES.byteLength, open: broken };
      await expect(provider.sendBytes(ticket, SAMPLE, body, call)).rejects.toMatchObject({
        name: 'AppError',
      });
      // A service may notice late that the first try broke off, and says then that it is worth a second one.
      const again = () =>
        provider.sendBytes(ticket, SAMPLE, bodyOf(SAMPLE_BYTES), call).catch((error: unknown) => {
          if (isAppError(error, 'CONFLICT')) expect(error.retry).toBe('safe');
          return undefined;
        });
      await expect.poll(again, { timeout: 15_000, interval: 200 }).toBeDefined();
      expect((await settled(bench(), ticket.imageId ?? '')).image.sizeBytes).toBe(SAMPLE_BYTES.byteLength);
    });

    test('no exchange told the log a secret', () => {
      expect(exchanges.length).toBeGreaterThan(0);
      expect(JSON.stringify(exchanges)).not.toContain(service.secret);
    });
  });
}
