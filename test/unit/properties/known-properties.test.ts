import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { wishesOf, withWishes } from '#shared/edits/index.ts';
import type { DefinitionNamespace, PropertyDefinition } from '#shared/model/index.ts';
import {
  applyTemplate,
  checkValue,
  findProperties,
  type KnownProperty,
  knownProperties,
  knownProperty,
  lintImage,
  PROPERTY_EFFECTS,
  PROPERTY_TEMPLATES,
} from '#shared/properties/index.ts';
import { anImage, anInspection } from './an-image.ts';

const standard = knownProperties(undefined);
const NO_LIMITS = { propertyValueLength: null };
const texts = z.array(z.string().min(1));

const fileSchema = z
  .object({
    group: z.string().min(1),
    properties: z.array(
      z
        .object({
          key: z.string().regex(/^([a-z0-9_]+|trait:[A-Z0-9_]+)$/),
          title: z.string().min(1).max(60),
          description: z.string().min(10).max(300).endsWith('.'),
          type: z.enum(['string', 'integer', 'number', 'boolean', 'array']),
          values: texts.optional(),
          accepted: texts.optional(),
          mistaken: texts.optional(),
          suggestions: texts.optional(),
          minimum: z.number().optional(),
          maximum: z.number().optional(),
          pattern: z.string().optional(),
          patternWords: z.string().optional(),
          affects: z.array(z.enum(PROPERTY_EFFECTS)).min(1),
          intents: texts,
        })
        .strict(),
    ),
  })
  .strict();

function cloudOf(...properties: readonly Partial<PropertyDefinition>[]): readonly DefinitionNamespace[] {
  const none = { title: null, description: null, values: null, minimum: null, maximum: null };
  return [
    {
      namespace: 'Cloud::Own',
      title: 'Of the cloud',
      description: null,
      properties: properties.map((each) => ({
        ...none,
        key: 'k',
        type: 'string',
        defaultValue: null,
        ...each,
      })),
    },
  ];
}

describe('the bundled set', () => {
  test('every file has its form, and no key stands twice', () => {
    const folder = join(import.meta.dirname, '../../../resources/definitions');
    const keys = readdirSync(folder).flatMap((file) =>
      fileSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).properties.map(({ key }) => key),
    );
    expect(keys.length).toBeGreaterThan(120);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(standard.map(({ key }) => key))).toEqual(new Set(keys));
  });

  test('every value that is offered is accepted', () => {
    for (const property of standard) {
      for (const value of [
        ...(property.values ?? []),
        ...(property.accepted ?? []),
        ...(property.suggestions ?? []),
      ]) {
        expect(checkValue(property, String(value), NO_LIMITS)).toEqual({ value });
      }
    }
  });
});

describe('the cloud’s definitions and the bundled set together', () => {
  const of = (known: readonly KnownProperty[], key: string) => known.find((each) => each.key === key);

  test('the cloud’s values count, the bundled set explains, and what only Nova knows is accepted too', () => {
    const known = knownProperties(
      cloudOf({ key: 'hw_cpu_policy', title: 'x', values: ['shared', 'dedicated'] }),
    );
    const policy = of(known, 'hw_cpu_policy');
    expect(policy).toMatchObject({
      title: 'Processor pinning',
      values: ['shared', 'dedicated'],
      accepted: ['mixed'],
      group: 'Of the cloud',
      source: 'both',
    });
    expect(checkValue(policy, 'mixed', NO_LIMITS)).toEqual({ value: 'mixed' });
  });

  test('values that Nova refuses are not offered, whatever the catalogue says', () => {
    const known = knownProperties(cloudOf({ key: 'hw_tpm_model', values: ['TIS', 'CRB'] }));
    expect(of(known, 'hw_tpm_model')?.values).toEqual(['tpm-tis', 'tpm-crb']);
  });

  test('texts of yes and no are a boolean, written as the cloud writes them', () => {
    const known = knownProperties(cloudOf({ key: 'hw_qemu_guest_agent', values: ['yes', 'no'] }));
    const agent = of(known, 'hw_qemu_guest_agent');
    expect(agent?.type).toBe('boolean');
    expect(checkValue(agent, 'TRUE', NO_LIMITS)).toEqual({ value: 'yes' });
    expect(checkValue(agent, 'maybe', NO_LIMITS)).toEqual({ problem: 'Only yes or no.' });
  });

  test('bounds that the cloud does not tell are those of the bundled set', () => {
    const known = knownProperties(cloudOf({ key: 'hw_cpu_cores', type: 'integer', maximum: 8 }));
    expect(of(known, 'hw_cpu_cores')).toMatchObject({ minimum: 1, maximum: 8 });
  });

  test('traits are offered under the prefix that Nova reads', () => {
    const known = knownProperties(cloudOf({ key: 'traits:COMPUTE_SECURITY_TPM_2_0', values: ['required'] }));
    expect(of(known, 'trait:COMPUTE_SECURITY_TPM_2_0')?.source).toBe('cloud');
    expect(of(known, 'traits:COMPUTE_SECURITY_TPM_2_0')).toBeUndefined();
  });

  test('where any value will do, a cloud’s list is no bound for the linter', () => {
    const known = knownProperties(cloudOf({ key: 'vmware_ostype', values: ['otherGuest'] }));
    const image = anImage({
      diskFormat: 'vmdk',
      properties: { vmware_ostype: 'windows2022srvNext_64Guest' },
    });
    expect(lintImage({ image, known })).toEqual([]);
    expect(checkValue(of(known, 'vmware_ostype'), 'ubuntu64Guest', NO_LIMITS)).toEqual({
      value: 'ubuntu64Guest',
    });
  });

  test('a key of two namespaces takes the values of both', () => {
    const namespaces = [
      ...cloudOf({ key: 'a', values: ['1'] }),
      ...cloudOf({ key: 'a', values: ['1', '2'] }),
    ];
    expect(of(knownProperties(namespaces), 'a')?.values).toEqual(['1', '2']);
  });

  test('keys of a family are known by their beginning', () => {
    expect(knownProperty(standard, 'trait:HW_CPU_X86_AVX2')?.values).toEqual(['required']);
    expect(knownProperty(standard, 'hw_numa_mem.3')?.type).toBe('integer');
    expect(knownProperty(standard, 'trait:')).toBeUndefined();
  });
});

describe('what a person means', () => {
  test.each([
    ['uefi', 'hw_firmware_type'],
    ['nested virtualisation', 'trait:HW_CPU_X86_VMX'],
    ['nested virtualization', 'trait:HW_CPU_X86_VMX'],
    ['windows licence', 'license_included'],
    ['windows license', 'license_included'],
    ['no usb tablet', 'hw_pointer_model'],
    ['machien type', 'hw_machine_type'],
    ['hw_disk_bus', 'hw_disk_bus'],
    ['HW-Disk-Bus', 'hw_disk_bus'],
    ['secure boot', 'os_secure_boot'],
    ['huge pages', 'hw_mem_page_size'],
    ['cpu pinning', 'hw_cpu_policy'],
    ['trim', 'hw_scsi_model'],
    ['entropy', 'hw_rng_model'],
    ['tpm', 'hw_tpm_version'],
    ['end of life', 'provided_until'],
    ['multiqueue', 'hw_vif_multiqueue_enabled'],
  ])('“%s” finds %s first', (text, key) => {
    expect(findProperties(standard, text)[0]?.key).toBe(key);
  });

  test('all for an empty text, and nothing for what is nothing', () => {
    expect(findProperties(standard, ' ')).toBe(standard);
    expect(findProperties(standard, 'xyzzy plugh')).toEqual([]);
  });
});

describe('what may stand in a property', () => {
  const check = (property: Partial<PropertyDefinition>, text: string, most: number | null = null) =>
    checkValue(
      knownProperties(cloudOf({ key: 'k', ...property })).find(({ key }) => key === 'k'),
      text,
      { propertyValueLength: most },
    );

  test.each([
    [{ type: 'integer', minimum: 1, maximum: 9 }, ' 07', { value: '7' }],
    [{ type: 'integer', minimum: 1, maximum: 9 }, '10', { problem: 'A whole number from 1 to 9.' }],
    [{ type: 'integer' }, '1.5', { problem: 'A whole number.' }],
    [{ type: 'integer' }, '-0', { value: '0' }],
    [{ type: 'number', maximum: 2 }, '1.50', { value: '1.5' }],
    [{ type: 'number', minimum: 2 }, '1', { problem: 'A number, at least 2.' }],
    [{ values: ['bios', 'uefi'] }, 'UEFI', { value: 'uefi' }],
    [{ values: ['bios', 'uefi'] }, 'efi', { problem: 'Only bios or uefi.' }],
    [{ type: 'boolean' }, 'Yes', { value: 'true' }],
    [{ type: 'array', values: ['a', 'b'] }, ' a , b', { value: 'a,b' }],
    [{ type: 'array', values: ['a', 'b'] }, 'a,c', { problem: '“c” is not allowed. Only a or b.' }],
    [{ type: 'array', values: ['a', 'b'], operators: ['<or>'] }, '<or> a <or> b', { value: '<or> a <or> b' }],
    [{ values: ['a', 'b'], operators: ['<or>'] }, '<or> a', { value: '<or> a' }],
    [{ type: 'array', itemType: 'integer' }, '1, x', { problem: '“x” is not allowed. A whole number.' }],
    [{ minimumLength: 2 }, 'a', { problem: 'At least 2 characters.' }],
    [{ maximumLength: 2 }, 'abc', { problem: 'At most 2 characters.' }],
    [{ pattern: '^\\d+$' }, 'x', { problem: 'It must match ^\\d+$' }],
    [
      { pattern: '^(a+)+$' },
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
      { value: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' },
    ],
    [{ pattern: '(' }, 'x', { value: 'x' }],
  ] as const)('%j given “%s”', (property, text, outcome) => {
    expect(check(property, text)).toEqual(outcome);
  });

  test('never more than the service keeps', () => {
    expect(check({}, 'abcd', 3)).toEqual({
      problem: 'The service takes at most 3 characters; these are 4.',
    });
  });

  test('a text that is accepted is accepted again as it is then written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...standard),
        fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('yes', 'UEFI', '<or> a', 'a,b')),
        (property, text) => {
          const first = checkValue(property, text, NO_LIMITS);
          if ('value' in first) expect(checkValue(property, first.value, NO_LIMITS)).toEqual(first);
        },
      ),
    );
  });

  test('no pattern of a service keeps the program busy', () => {
    const started = performance.now();
    for (const pattern of [
      '^(a+)+$',
      '(a|a)*b',
      '(?:a*)*b',
      'a*a*a*a*a*b',
      '((a?){30})a{30}',
      '(.*)(.*)(.*)(.*)x',
      'a*a*a*b',
      '^a{0,300}a{0,300}a{0,300}b',
      `${'(a|aa)'.repeat(40)}b`,
      // An empty class and one of everything, in JavaScript.
      '[]|(a+)+b]',
      '[^](a+)+$]',
    ])
      check({ pattern }, 'a'.repeat(900));
    fc.assert(
      fc.property(fc.stringMatching(/^[ab()|*+?{}0-9\\[\].^$-]{0,40}$/), (pattern) => {
        check({ pattern }, 'ab'.repeat(100));
      }),
      { numRuns: 300 },
    );
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

const anyProperties = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...standard.map(({ key }) => key), 'hw_disk_buss', 'trait:X', 'traits:X', '__proto__'),
    fc.string(),
  ),
  fc.oneof(
    fc.string(),
    fc.constantFrom('uefi', 'UEFI', 'bios', 'q35', 'pc', 'ide', 'scsi', 'required', 'yes', 'x64', 'windows'),
    fc.jsonValue(),
  ),
);

describe('the linter', () => {
  test('never throws, and a fix taken removes its finding', () => {
    fc.assert(
      fc.property(
        anyProperties,
        fc.record({
          minDiskGb: fc.option(fc.nat(100)),
          virtualSizeBytes: fc.option(fc.maxSafeNat()),
          sizeBytes: fc.option(fc.maxSafeNat()),
          diskFormat: fc.option(fc.constantFrom('raw', 'qcow2', 'iso', 'vmdk', 'odd')),
        }),
        fc.option(fc.record({ efiSystemPartition: fc.option(fc.boolean()) })),
        (properties, changes, looked) => {
          const image = anImage({ ...changes, properties: properties as Record<string, string> });
          const inspection = looked === null ? null : anInspection(looked);
          const found = lintImage({ image, inspection, known: standard });
          for (const { code, fields, fix } of found) {
            if (fix === null) continue;
            const mended = withWishes(image, wishesOf(fix.edit), false);
            const after = lintImage({ image: mended, inspection, known: standard });
            const still = after.filter((each) => each.code === code);
            expect(still.filter((each) => each.fields.join() === fields.join())).toEqual([]);
            expect(still.length).toBeLessThan(found.filter((each) => each.code === code).length);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('templates', () => {
  test.each(PROPERTY_TEMPLATES)('$name: known keys, allowed values, nothing to find', (template) => {
    for (const [key, value] of Object.entries(template.properties)) {
      const property = knownProperty(standard, key);
      expect(property?.key).toBe(key);
      expect(checkValue(property, value, NO_LIMITS)).toEqual({ value });
    }
    const diskFormat = template.id === 'vmware' ? 'vmdk' : 'qcow2';
    const image = anImage({ diskFormat, properties: template.properties });
    expect(lintImage({ image, known: standard })).toEqual([]);
  });

  test('tells what it would replace, and sends only what differs', () => {
    const image = anImage({ properties: { hw_disk_bus: 'ide', hw_vif_model: 'virtio', own: '1' } });
    const applied = applyTemplate(image, {
      properties: { hw_disk_bus: 'virtio', hw_vif_model: 'virtio', os_type: 'linux' },
    });
    expect(applied).toEqual({
      edit: { setProperties: { hw_disk_bus: 'virtio', os_type: 'linux' } },
      added: [{ key: 'os_type', before: undefined, after: 'linux' }],
      replaced: [{ key: 'hw_disk_bus', before: 'ide', after: 'virtio' }],
      same: ['hw_vif_model'],
    });
    expect(applyTemplate(image, { properties: { own: '1' } }).edit).toEqual({});
  });
});
