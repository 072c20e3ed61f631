import {
  type Ability,
  type Capabilities,
  IMPORT_METHODS,
  type ImportMethod,
  type Operation,
  VISIBILITIES,
} from '#shared/model/index.ts';
import { declaredOperations } from '../declared-operations.ts';
import type { Vocabulary } from './service-results.ts';

const PACKAGES: Ability = {
  supported: false,
  reason: 'Glance has images only; packages exist in Project-FiFo.',
};

const LACKING: Partial<Record<Operation, string>> = {
  'image.register': 'Only operators may register existing objects with Glance.',
  'image.delete-file': 'Glance deletes the bytes with the image.',
  'property.nested': 'The properties of Glance images are text.',
};

/** What the default policy of Glance, or an old release, makes of an operation. */
const NOTES: Partial<Record<Operation, string>> = {
  'image.deactivate': 'Most clouds allow it to administrators only.',
  'image.download-range': 'Old services answer with the whole image.',
  'image.formats': 'Formats can be changed only before the bytes are there.',
  'member.add': 'A private image must be made shared first.',
  'member.replace': 'Argosy sends the difference.',
  'store.copy': 'Most clouds allow it to administrators only.',
  'store.delete': 'Most clouds allow it to administrators only.',
};

/** `capabilities.md`, column GLA. */
function declaredAbility(operation: Operation): Ability {
  if (operation.startsWith('package.')) return PACKAGES;
  const lacking = LACKING[operation];
  if (lacking !== undefined) return { supported: false, reason: lacking };
  const note = NOTES[operation];
  return note === undefined ? { supported: true } : { supported: true, note };
}

/** What Glance v2 can do in general. What this service can do is asked by `effectiveCapabilities`. */
export const GLANCE_CAPABILITIES: Capabilities = {
  operations: declaredOperations(declaredAbility),
  // Known to all releases; a service's own schema replaces them (glance-v2.md §3).
  diskFormats: ['ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop'],
  containerFormats: ['ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker', 'compressed'],
  visibilities: VISIBILITIES,
  formatNames: {},
  packing: null,
  namePattern: null,
  importMethods: [],
  importSchemes: ['http', 'https'],
  stores: [],
  hashAlgo: 'sha512',
  limits: { nameLength: 255, propertyKeyLength: 255, propertyValueLength: 65_535, tagLength: 255, tags: 128 },
  version: null,
  account: null,
};

/** What the service told about itself. */
export interface ServiceFacts extends Vocabulary {
  readonly version: ApiVersion;
  /** The project of the sign-in, which owns what is made with it. */
  readonly account: string | null;
  /** All that it names, also `copy-image`, which makes no image. */
  readonly importMethods: readonly string[];
  readonly stores: Capabilities['stores'];
  readonly tellsUsage: boolean;
  readonly tellsDefinitions: boolean;
}

/** A version of the API: `v2.15` is `{ major: 2, minor: 15 }`. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** The declared capabilities, less what this service is too old or not set up for (glance-v2.md §2). */
export function effectiveCapabilities(facts: ServiceFacts): Capabilities {
  const { version, stores } = facts;
  const importMethods = facts.importMethods.map(asImportMethod).filter((method) => method !== undefined);
  const abilities = { ...GLANCE_CAPABILITIES.operations };
  for (const [operation, reason] of denials(facts, importMethods)) {
    if (reason !== undefined) abilities[operation] = { supported: false, reason };
  }
  return {
    ...GLANCE_CAPABILITIES,
    operations: abilities,
    diskFormats: facts.diskFormats ?? GLANCE_CAPABILITIES.diskFormats,
    containerFormats: facts.containerFormats ?? GLANCE_CAPABILITIES.containerFormats,
    visibilities: facts.visibilities ?? (version.minor >= 5 ? VISIBILITIES : ['private', 'public']),
    importMethods,
    stores,
    hashAlgo: version.minor >= 7 ? 'sha512' : 'md5',
    version: version.text,
    account: facts.account,
  };
}

/** Why this service cannot do what Glance can in general; `undefined` for what it can. */
function denials(
  { version, stores, ...facts }: ServiceFacts,
  importMethods: Capabilities['importMethods'],
): readonly (readonly [Operation, string | undefined])[] {
  const since = (minor: number): string | undefined =>
    version.minor >= minor
      ? undefined
      : `This service speaks ${version.text}; it needs v2.${minor} or later.`;
  const unless = (is: boolean, reason: string): string | undefined => (is ? undefined : reason);
  const hasStores = unless(stores.length > 0, 'This service does not tell its stores.');
  const hasOthers = hasStores ?? unless(stores.length > 1, 'This service has only one store.');
  const copies = unless(
    facts.importMethods.includes('copy-image'),
    'This service does not copy images between its stores.',
  );
  return [
    ['image.deactivate', since(3)],
    ['image.hide', since(7)],
    [
      'image.import',
      since(6) ?? unless(importMethods.length > 0, 'This service offers no way to import images.'),
    ],
    ['image.tasks', since(12)],
    ['store.list', hasStores],
    ['store.copy', hasOthers ?? copies],
    ['store.delete', since(10) ?? hasOthers],
    [
      'definition.list',
      unless(facts.tellsDefinitions, 'This service does not describe properties of images.'),
    ],
    ['usage.show', unless(facts.tellsUsage, 'This service does not tell its usage.')],
  ];
}

function asImportMethod(word: string): ImportMethod | undefined {
  return IMPORT_METHODS.find((method) => method === word && method !== 'register');
}
