import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageDocument, ImageEdit, RequestPreview } from '#shared/model/index.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../src/main/providers/index.ts';
import type { Foreseen } from '../../src/main/providers/provider.ts';
import { bodyOf, type Service, USUAL_SAMPLES, uniqueName } from './service.ts';

/** A change of members, as `members.preview` takes it. */
export interface MemberStep {
  readonly does: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly replace?: readonly string[];
  readonly makeShared?: boolean;
}

export interface PreviewedService extends Service {
  /** Lines of the service's own log, `METHOD /path`, since `forget`. Left out where it has none. */
  readonly log?: { lines(): readonly string[]; forget(): void };
}

interface Sent extends RequestPreview {
  /** With all that lies before the part that previews show. */
  readonly wholePath: string;
}

/** What only signs in, or looks somebody up. */
const NO_CHANGE = /\/(tokens|sessions|token|user_catalogs)$/;

/**
 * Proves that previews do not lie: for each change, what was foreseen is what then is sent (method, path, body,
 * and the headers that carry a change), and what the service's log shows. Changes build on each other.
 */
export function describePreviews(
  name: string,
  start: () => Promise<PreviewedService>,
  changes: { readonly edits: readonly ImageEdit[]; readonly members: readonly MemberStep[] },
): void {
  describe(`previews: ${name}`, () => {
    const call = { signal: new AbortController().signal, operation: 'conformance' };
    const sent: Sent[] = [];
    let service: PreviewedService;
    let provider: ImageProvider;
    let id = '';
    let visibilities: Awaited<ReturnType<ImageProvider['capabilities']>>['visibilities'] = [];

    beforeAll(async () => {
      service = await start();
      const { profile, secret } = service;
      const http = createHttpClient({ tls: profile.tls, userAgent: 'argosy-conformance' });
      provider = createProvider({
        profile,
        http: telling(http, (request) => void sent.push(asSent(request))),
        secret: async () => (secret === '' ? undefined : secret),
        now: Date.now,
      });
      ({ visibilities } = await provider.capabilities(call));
      id = await makeImage(service, provider, call);
    });
    afterAll(async () => {
      await provider.edit(id, { protected: false }, {}, call).catch(() => undefined);
      await provider.remove(id, {}, call);
      await provider.close();
      await service.stop?.();
    });

    /** As the catalogue has it: from the list. */
    const listed = async (): Promise<ImageDocument> => {
      for await (const page of provider.list({}, call)) {
        const found = page.find(({ image }) => image.id === id);
        if (found !== undefined) return found;
      }
      throw new Error('the image is not listed');
    };
    /** Foresees, asking nobody; then does it. Gives what both amount to. */
    const compared = async (foresee: () => Foreseen, act: () => Promise<unknown>) => {
      sent.length = 0;
      const foreseen = foresee();
      expect(sent, 'a preview asks nobody').toEqual([]);
      service.log?.forget();
      await act();
      const changing = sent.filter(
        ({ method, path }) => !['GET', 'HEAD'].includes(method) && !NO_CHANGE.test(path),
      );
      if (service.log !== undefined) {
        const lines = service.log
          .lines()
          .filter((line) => !/^(GET|HEAD) /.test(line) && !NO_CHANGE.test(line));
        expect(lines).toEqual(changing.map(({ method, wholePath }) => `${method} ${wholePath}`));
      }
      expect(withoutPlace(changing, foreseen.requests)).toEqual(foreseen.requests);
      return foreseen;
    };

    test.for(changes.edits.map((edit) => [JSON.stringify(edit), edit] as const))(
      'edit %s',
      async ([, edit]) => {
        const seen = await listed();
        const { image } = await provider.show(id, call);
        expect(provider.previewEdit(seen.image, edit)).toEqual(provider.previewEdit(image, edit));
        const { requests } = await compared(
          () => provider.previewEdit(seen.image, edit),
          () => provider.edit(id, edit, { accepted: true }, call),
        );
        expect(requests.length).toBeGreaterThan(0);
        const again = await listed();
        const repeated = await compared(
          () => provider.previewEdit(again.image, edit),
          () => provider.edit(id, edit, { accepted: true }, call),
        );
        expect(repeated.requests, 'what is so already sends nothing').toEqual([]);
      },
    );

    test.for(changes.members)('members: $does', async ({ add = [], remove = [], replace, makeShared }) => {
      const document = await listed();
      const members = await provider.listMembers(id, call);
      const options = { makeShared };
      const change = { add, remove, replace, makeShared, members, visibilities };
      const { requests } = await compared(
        () => provider.previewMembers(document, change),
        async () => {
          if (replace !== undefined) return provider.replaceMembers(id, replace, options, call);
          if (add.length > 0) await provider.addMembers(id, add, options, call);
          if (remove.length > 0) await provider.removeMembers(id, remove, call);
        },
      );
      expect(requests.length).toBeGreaterThan(0);
      if (replace !== undefined) return;
      const known = await provider.listMembers(id, call);
      const repeated = provider.previewMembers(await listed(), { ...change, members: known });
      expect(repeated.requests, 'what is so already is left out').toEqual([]);
    });

    test('what the kind denies is denied to previews as well, and nothing is asked', async () => {
      const document = await listed();
      const { operations } = await provider.capabilities(call);
      sent.length = 0;
      const edits = { 'image.rename': { name: 'x' }, 'image.tags': { addTags: ['x'] } } as const;
      for (const operation of ['image.rename', 'image.tags'] as const) {
        const ability = operations[operation];
        if (ability.supported) continue;
        const refusal = { code: 'UNSUPPORTED', message: ability.reason };
        expect(() => provider.previewEdit(document.image, edits[operation])).toThrow(
          expect.objectContaining(refusal),
        );
      }
      const none = { add: [], remove: [], members: null, visibilities };
      for (const [operation, change] of [
        ['member.add', { ...none, add: ['x'] }],
        ['member.remove', { ...none, remove: ['x'] }],
        ['member.replace', { ...none, replace: [] }],
      ] as const) {
        const ability = operations[operation];
        if (ability.supported) continue;
        const refusal = { code: 'UNSUPPORTED', message: ability.reason };
        expect(() => provider.previewMembers(document, change)).toThrow(expect.objectContaining(refusal));
      }
      expect(sent).toEqual([]);
    });
  });
}

function telling(http: HttpClient, tell: (request: HttpRequest) => void): HttpClient {
  return {
    ...http,
    request: (request) => {
      tell(request);
      return http.request(request);
    },
  };
}

function asSent({ method, url, headers = {}, body }: HttpRequest): Sent {
  const { pathname } = new URL(url);
  const carrying = Object.entries(headers).filter(([name]) => /^x-image-meta-/i.test(name));
  return {
    method: method as Sent['method'],
    path: pathname,
    wholePath: pathname,
    headers: Object.fromEntries(carrying),
    body: typeof body === 'string' ? body : null,
  };
}

/** Every request with the same beginning taken off: where the service lies on its server. */
function withoutPlace(sent: readonly Sent[], foreseen: readonly RequestPreview[]): readonly RequestPreview[] {
  const place = (sent[0]?.path.length ?? 0) - (foreseen[0]?.path.length ?? 0);
  const prefixes = new Set(sent.map(({ path }) => path.slice(0, Math.max(0, place))));
  expect(prefixes.size, 'all lie at the same place').toBeLessThanOrEqual(1);
  return sent.map(({ wholePath: _whole, path, ...rest }) => ({
    ...rest,
    path: path.slice(Math.max(0, place)),
  }));
}

async function makeImage(
  service: Service,
  provider: ImageProvider,
  call: { readonly signal: AbortSignal; readonly operation: string },
): Promise<string> {
  const samples = { ...USUAL_SAMPLES, ...service.samples };
  const image = { ...samples.image, name: uniqueName('preview') };
  if (service.seed !== undefined) return (await service.seed(image)).id;
  const begun = await provider.beginUpload(image, samples.bytes.byteLength, call);
  const { imageId } = await provider.sendBytes(begun, image, bodyOf(samples.bytes), call);
  return imageId ?? '';
}
