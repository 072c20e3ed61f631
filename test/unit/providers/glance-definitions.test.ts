import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAppError } from '#shared/errors/index.ts';
import { parseNamespace, parseNamespacePage } from '../../../src/main/providers/glance/definition-results.ts';
import { parseMembers } from '../../../src/main/providers/glance/member-results.ts';
import {
  parseImportMethods,
  parseStores,
  parseUsage,
  parseVersion,
  parseVocabulary,
} from '../../../src/main/providers/glance/service-results.ts';
import { type Answers, call, fakeCloud } from './fake-cloud.ts';

const PATH = '/image/v2/metadefs/namespaces';
const head = (namespace: string, more: object = {}) => ({
  namespace,
  display_name: namespace,
  description: 'd',
  resource_type_associations: [{ name: 'OS::Nova::Flavor', prefix: 'no:' }, { name: 'OS::Glance::Image' }],
  ...more,
});

/** A Glance with these namespaces, in pages of two. */
function describing(namespaces: Readonly<Record<string, object>>): Answers {
  const names = Object.keys(namespaces);
  return ({ path }) => {
    const url = new URL(path, 'http://x');
    if (url.pathname === PATH) {
      if (url.searchParams.get('limit') === '1') return { body: { namespaces: [] } };
      expect(url.searchParams.get('resource_types')).toBe('OS::Glance::Image');
      const start = names.indexOf(url.searchParams.get('marker') ?? '') + 1;
      const page = names.slice(start, start + 2);
      const next = page.length === 2 ? { next: `/v2/metadefs/namespaces?marker=${page[1]}` } : {};
      return { body: { namespaces: page.map((name) => head(name)), ...next } };
    }
    if (!url.pathname.startsWith(`${PATH}/`)) return undefined;
    const found = namespaces[decodeURIComponent(url.pathname.slice(PATH.length + 1))];
    return found === undefined || 'gone' in found ? { status: 404 } : { body: found };
  };
}

describe('definitions', () => {
  test('are read page by page, in the order of their titles; what goes meanwhile is left out', async () => {
    const cloud = await fakeCloud(
      describing({
        'OS::b/1': { properties: { k: { title: 'K', type: 'boolean', default: true } } },
        'OS::gone': { gone: true },
        'OS::a': { properties: {} },
        'OS::c': {},
      }),
    );
    const found = await cloud.provider.listDefinitions(call);
    expect(found.map(({ namespace }) => namespace)).toEqual(['OS::a', 'OS::b/1', 'OS::c']);
    expect(found[1]).toEqual({
      namespace: 'OS::b/1',
      title: 'OS::b/1',
      description: 'd',
      properties: [
        {
          key: 'k',
          title: 'K',
          description: null,
          type: 'boolean',
          values: null,
          minimum: null,
          maximum: null,
          defaultValue: true,
        },
      ],
    });
  });

  test('of a service that gives the same page again and again are PROTOCOL', async () => {
    const body = { namespaces: [head('OS::a')], next: '/v2/metadefs/namespaces?marker=OS::a' };
    const cloud = await fakeCloud(({ path }) => (path.startsWith(PATH) ? { body } : undefined));
    await expect(cloud.provider.listDefinitions(call)).rejects.toMatchObject({ code: 'PROTOCOL' });
  });

  test('of a service without them are UNSUPPORTED', async () => {
    const cloud = await fakeCloud();
    await expect(cloud.provider.listDefinitions(call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: 'This service does not describe properties of images.',
    });
  });
});

const reply = (value: unknown) => ({
  status: 200,
  headers: {},
  url: 'http://x/v2',
  answeredBy: '',
  text: '',
  json: () => value,
});

describe('a namespace', () => {
  const HEAD = { namespace: 'n', title: null, description: null, prefix: 'hw_' };
  const propertiesOf = (document: unknown) => parseNamespace(reply(document), HEAD, 'test').properties;

  test('takes the prefix that it has for images', () => {
    const forImages = { name: 'OS::Glance::Image', prefix: 'hw_' };
    const namespaces = [
      head('a', { resource_type_associations: [null, { name: 'x' }, forImages] }),
      head('b'),
      7,
    ];
    const { heads, marker } = parseNamespacePage(reply({ namespaces }), 'test');
    expect(heads.map(({ prefix }) => prefix)).toEqual(['hw_', '']);
    expect(marker).toBeUndefined();
  });

  test('has the properties of its objects too, each once', () => {
    const text = { type: 'string' };
    const document = { properties: { a: text }, objects: [{ properties: { a: text, b: text } }, null, {}] };
    expect(propertiesOf(document).map(({ key }) => key)).toEqual(['hw_a', 'hw_b']);
  });

  test('reads the values of a list from its items, and an unknown type as text', () => {
    expect(
      propertiesOf({
        properties: {
          list: { type: 'array', items: { enum: ['x', 'y'] } },
          odd: { type: 'object', enum: [], minimum: 'low', maximum: 5 },
        },
      }),
    ).toMatchObject([
      { key: 'hw_list', type: 'array', values: ['x', 'y'] },
      { key: 'hw_odd', type: 'string', values: null, minimum: null, maximum: 5 },
    ]);
  });

  test('may call a property as JavaScript calls its own things', () => {
    const document = JSON.parse('{"properties":{"__proto__":{"type":"string"},"constructor":{"title":"c"}}}');
    const { properties } = parseNamespace(reply(document), { ...HEAD, prefix: '' }, 'test');
    expect(properties.map(({ key }) => key)).toEqual(['__proto__', 'constructor']);
  });

  test('is bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, {}]));
    const properties = propertiesOf({ properties: { ...many, ['x'.repeat(300)]: {} } });
    expect(properties).toHaveLength(2000);
  });
});

test('whatever JSON a service answers, reading it gives a result or says what is wrong', () => {
  const key = fc.constantFrom(
    ...['namespaces', 'namespace', 'properties', 'objects', 'members', 'member_id', 'status', 'stores', 'id'],
    ...['versions', 'usage', 'limit', 'import-methods', 'value', 'enum', 'visibility', 'next', '__proto__'],
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(null, true, -1, 1.5, '', 'v2.9', 'main'),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(key, tie('json'), { maxKeys: 4 }),
    ),
  }));
  const HEAD = { namespace: 'n', title: null, description: null, prefix: '' };
  fc.assert(
    fc.property(json, (value) => {
      const answer = reply(value);
      for (const read of [
        () => parseNamespacePage(answer, 'test'),
        () => parseNamespace(answer, HEAD, 'test'),
        () => parseMembers(answer, 'test'),
        () => parseVersion(answer, 'test'),
        () => parseImportMethods(answer),
        () => parseStores(answer),
        () => parseUsage(answer, 'test'),
        () => parseVocabulary(answer),
      ]) {
        try {
          expect(read()).toBeDefined();
        } catch (error) {
          expect(isAppError(error, 'PROTOCOL', 'UNSUPPORTED'), String(error)).toBe(true);
        }
      }
    }),
  );
});
