import { appendFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isAppError } from '#shared/errors/index.ts';
import { type Capabilities, type ConnectionProfile, OPERATIONS } from '#shared/model/index.ts';
import { createHttpClient, type HttpExchange } from '../../src/main/http/index.ts';
import {
  createProvider,
  declaredCapabilities,
  type ImageProvider,
  type UploadTicket,
} from '../../src/main/providers/index.ts';
import { settled } from './ask.ts';
import { DENIED_CALLS, EXERCISES } from './exercises.ts';
import { PROBES, type ProbeName } from './probes.ts';
import { type Bench, bodyOf, type Made, type Service, USUAL_SAMPLES, uniqueName } from './service.ts';

export type { Service } from './service.ts';

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
    let partner: ImageProvider | undefined;
    let capabilities: Capabilities;

    const connect = (profile: ConnectionProfile, secret: string): ImageProvider =>
      createProvider({
        profile,
        http: createHttpClient({
          tls: profile.tls,
          userAgent: 'argosy-conformance',
          onExchange: (exchange) => void exchanges.push(exchange),
        }),
        secret: async () => (secret === '' ? undefined : secret),
        now: Date.now,
      });
    beforeAll(async () => {
      service = await start();
      provider = connect(service.profile, service.secret);
      if (service.partner) partner = connect(service.partner.profile, service.partner.secret);
      capabilities = await provider.capabilities(call);
    });
    afterEach(async () => {
      for (const ticket of made.splice(0)) {
        if (capabilities.operations['image.upload'].supported) await provider.abandonUpload(ticket, call);
        else if (ticket.imageId) await provider.remove(ticket.imageId, {}, call).catch(() => undefined);
      }
    });
    afterAll(async () => {
      await provider.close();
      await partner?.close();
      await service.stop?.();
    });

    const bench = (): Bench => {
      const samples = { ...USUAL_SAMPLES, ...service.samples };
      const newImage: Bench['newImage'] = (more) => ({
        name: uniqueName('conformance'),
        ...samples.image,
        ...more,
      });
      const remember = <Ticket extends UploadTicket>(ticket: Ticket): Ticket => {
        made.push(ticket);
        return ticket;
      };
      const makeImage = async (more?: Parameters<Bench['makeImage']>[0]): Promise<Made> => {
        const image = newImage(more);
        if (service.seed !== undefined) {
          const { id, bytes } = await service.seed(image);
          remember({ imageId: id });
          return { id, document: await provider.show(id, call), bytes };
        }
        const begun = remember(await provider.beginUpload(image, samples.bytes.byteLength, call));
        const sent = await provider.sendBytes(begun, image, bodyOf(samples.bytes), call);
        if (sent.imageId !== begun.imageId) remember(sent);
        const document = await settled(bench(), sent.imageId ?? '');
        return { id: document.image.id, document, bytes: samples.bytes };
      };
      const withPartner = (): ImageProvider => {
        if (partner === undefined) throw new Error('the service of this suite has no partner');
        return partner;
      };
      return {
        provider,
        capabilities,
        call,
        service,
        samples,
        newImage,
        requests: () => exchanges.length,
        makeImage,
        remember,
        partner: withPartner,
      };
    };
    const note = (row: string, works: boolean): void => tell(name, service.profile.kind, row, works);

    test.for([...OPERATIONS])(
      '%s: works if declared, is refused before any request if not',
      async (operation) => {
        const ability = capabilities.operations[operation];
        if (ability.supported) {
          await EXERCISES[operation](bench());
          note(operation, true);
          return;
        }
        expect(ability.reason).toMatch(/^[A-Z].{10,}\.$/);
        const before = exchanges.length;
        const refusal = DENIED_CALLS[operation]?.(bench());
        if (refusal)
          await expect(refusal).rejects.toMatchObject({ code: 'UNSUPPORTED', message: ability.reason });
        expect(exchanges.slice(before)).toEqual([]);
        note(operation, false);
      },
    );

    test.for(Object.keys(PROBES) as ProbeName[])('%s', async (probe) => {
      note(probe, await PROBES[probe](bench()));
    });

    test('a service denies only what its kind may deny, and adds nothing', () => {
      const declared = declaredCapabilities(service.profile.kind);
      for (const operation of OPERATIONS) {
        if (capabilities.operations[operation].supported) {
          expect(declared.operations[operation].supported, operation).toBe(true);
        }
      }
    });

    test('its account is what the service calls the owner of its own images', async () => {
      const { kind } = service.profile;
      expect(declaredCapabilities(kind).account).toBeNull();
      const { owner } = (await bench().makeImage()).document.image;
      // Nova and FiFo do not say whose an image is.
      if (kind === 'nova' || kind === 'fifo') expect(owner).toBeNull();
      else expect([capabilities.account, owner]).toEqual([expect.stringMatching(/./), capabilities.account]);
      if (partner === undefined) return;
      const others = (await partner.capabilities(call)).account;
      expect(others).toBe(service.partner?.memberId);
      expect(others).not.toBe(capabilities.account);
    });

    test('the connection test passes all steps that apply', async () => {
      const verdicts: string[] = [];
      await provider.test(({ step, verdict }) => verdicts.push(`${step} ${verdict}`), call);
      expect(verdicts).toHaveLength(5);
      expect(verdicts.filter((verdict) => verdict.endsWith('failed'))).toEqual([]);
    });

    test('a call that is given up is CANCELLED', async () => {
      const given = { ...call, signal: AbortSignal.abort() };
      await expect(provider.show(bench().samples.missingId, given)).rejects.toMatchObject({
        code: 'CANCELLED',
      });
    });

    test('a failed upload is sent once more with the same ticket', async () => {
      if (!capabilities.operations['image.upload'].supported) return;
      const { samples, newImage, remember } = bench();
      const image = newImage();
      const ticket = remember(await provider.beginUpload(image, samples.bytes.byteLength, call));
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield samples.bytes.subarray(0, samples.bytes.byteLength >> 1);
        throw new Error('the disk failed');
      };
      const body = { sizeBytes: samples.bytes.byteLength, open: broken };
      await expect(provider.sendBytes(ticket, image, body, call)).rejects.toMatchObject({
        name: 'AppError',
      });
      // A service may notice late that the first try broke off, and says then that it is worth a second one.
      const again = () =>
        provider.sendBytes(ticket, image, bodyOf(samples.bytes), call).catch((error: unknown) => {
          if (isAppError(error, 'CONFLICT')) expect(error.retry).toBe('safe');
          return undefined;
        });
      let sent: UploadTicket | undefined;
      await expect.poll(async () => (sent = await again()), { timeout: 15_000, interval: 200 }).toBeDefined();
      remember(sent ?? ticket);
      const { sizeBytes } = (await settled(bench(), sent?.imageId ?? '')).image;
      if (!samples.packs && sizeBytes !== null) expect(sizeBytes).toBe(samples.bytes.byteLength);
    });

    test('no exchange told the log a secret', () => {
      expect(exchanges.length).toBeGreaterThan(0);
      if (service.secret !== '') expect(JSON.stringify(exchanges)).not.toContain(service.secret);
    });
  });
}

/** Leaves what was seen for `npm run conformance`, which makes the matrix of it. */
function tell(suite: string, kind: string, row: string, works: boolean): void {
  const file = process.env['ARGOSY_CONFORMANCE'];
  if (file) appendFileSync(file, `${JSON.stringify({ suite, kind, row, works })}\n`);
}
