import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profileInput } from '#shared/contract/index.ts';
import type { Image, ImageEdit, JsonValue } from '#shared/model/index.ts';
import { createHttpClient, type HttpRequest } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient } from '../sandbox/client.ts';

const RUNS = Number(process.env['ARGOSY_PROPERTY_RUNS'] ?? 60);
const call = { signal: new AbortController().signal, operation: 'test' };
const sent: HttpRequest[] = [];
let sandbox: Sandbox;
let provider: ImageProvider;
let id: string;

beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  id = await (await GlanceClient.signIn(sandbox, 'demo')).create({ name: 'image', visibility: 'private' });
  const { secret = '', ...settings } = sandbox.dialects['glance'] ?? {};
  const { color = 0, ...profile } = profileInput.parse({ name: 'lab', kind: 'glance', settings });
  const http = createHttpClient({ tls: {}, userAgent: 'argosy-test' });
  provider = createProvider({
    profile: { ...profile, color },
    http: {
      ...http,
      request: (request) => {
        if (!/\/tokens$/.test(request.url)) sent.push(request);
        return http.request(request);
      },
    },
    secret: async () => secret,
    now: Date.now,
  });
});
afterAll(async () => {
  await provider.close();
  await sandbox.close();
});

/** Few names, so that edits meet each other; among them such as objects of JavaScript have by themselves. */
const key = fc.constantFrom(
  'a',
  'B',
  'constructor',
  'toString',
  'hw/disk~bus',
  'ü 1',
  'os_distro',
  '~1',
  'valueOf',
);
const text = fc.oneof(fc.constantFrom('', 'x', '1'), fc.string({ unit: 'grapheme', maxLength: 12 }));
const tag = fc.constantFrom('one', 'two', 'drei ü', 'constructor');
const edits: fc.Arbitrary<ImageEdit> = fc
  .record(
    {
      name: text.filter((name) => name !== ''),
      minDiskGb: fc.nat(3),
      minRamMb: fc.nat(3),
      visibility: fc.constantFrom('private', 'shared', 'community'),
      protected: fc.boolean(),
      hidden: fc.boolean(),
      setProperties: fc.dictionary(key, text, { maxKeys: 5 }),
      unsetProperties: fc.array(key, { maxLength: 4 }),
      addTags: fc.uniqueArray(tag, { maxLength: 3 }),
      removeTags: fc.uniqueArray(tag, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((edit) => {
    const { unsetProperties, setProperties = {} } = edit;
    if (unsetProperties === undefined) return edit;
    return {
      ...edit,
      unsetProperties: unsetProperties.filter((name) => !Object.hasOwn(setProperties, name)),
    };
  });

/** As the catalogue has it. */
const kept = (image: Image): Image => JSON.parse(JSON.stringify(image));

test('what is foreseen of any edit is what is sent, and nothing else of the image changes', async () => {
  await fc.assert(
    fc.asyncProperty(edits, async (edit) => {
      const before = kept((await provider.show(id, call)).image);
      sent.length = 0;
      const { requests } = provider.previewEdit(before, edit);
      expect(sent).toEqual([]);
      const after = kept((await provider.edit(id, edit, { revision: before.revision }, call)).image);
      const changes = sent.filter(({ method }) => method !== 'GET');
      expect(changes.map(({ method, body }) => ({ method, body }))).toEqual(
        requests.map(({ method, body }) => ({ method, body })),
      );
      for (const [index, { path }] of requests.entries())
        expect(changes[index]?.url.endsWith(path)).toBe(true);
      expect(editable(after)).toEqual(wished(before, edit));
      expect(provider.previewEdit(after, edit).requests).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 120_000);

function editable({
  name,
  minDiskGb,
  minRamMb,
  visibility,
  protected: kept,
  hidden,
  tags,
  properties,
}: Image) {
  return {
    name,
    minDiskGb,
    minRamMb,
    visibility,
    protected: kept,
    hidden,
    tags: tags.toSorted(),
    properties,
  };
}

function wished(image: Image, edit: ImageEdit) {
  const { setProperties = {}, unsetProperties = [], addTags = [], removeTags = [], ...fields } = edit;
  const left = Object.entries(image.properties).filter(([name]) => !unsetProperties.includes(name));
  const tags = new Set([...image.tags.filter((one) => !removeTags.includes(one)), ...addTags]);
  return {
    ...editable(image),
    ...fields,
    tags: [...tags].toSorted(),
    properties: Object.fromEntries<JsonValue>([...left, ...Object.entries(setProperties)]),
  };
}
