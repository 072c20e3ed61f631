import {
  type Ability,
  type Capabilities,
  OPERATIONS,
  type Operation,
  VISIBILITIES,
} from '#shared/model/index.ts';

const YES: Ability = { supported: true };
const PACKAGES: Ability = {
  supported: false,
  reason: 'Glance has images only; packages exist in Project-FiFo.',
};

const LACKING: Partial<Record<Operation, string>> = {
  'image.register': 'Only operators may register existing objects with Glance.',
  'image.delete-file': 'Glance deletes the bytes with the image.',
  'image.tasks': 'Argosy cannot show tasks yet.',
  'property.nested': 'The properties of Glance images are text.',
  'store.copy': 'Argosy cannot copy between stores yet.',
  'store.delete': 'Argosy cannot remove from stores yet.',
  'definition.list': 'Argosy cannot read definitions yet.',
};

/** `capabilities.md`, column GLA, as far as the provider goes. */
function declaredAbility(operation: Operation): Ability {
  if (operation.startsWith('package.')) return PACKAGES;
  const lacking = LACKING[operation];
  if (lacking !== undefined) return { supported: false, reason: lacking };
  if (operation === 'image.deactivate')
    return { supported: true, note: 'Most clouds allow it to administrators only.' };
  if (operation === 'image.download-range')
    return { supported: true, note: 'Old services answer with the whole image.' };
  return YES;
}

/** What Glance v2 can do in general. What this service can do is asked by `effectiveCapabilities`. */
export const GLANCE_CAPABILITIES: Capabilities = {
  operations: Object.fromEntries(
    OPERATIONS.map((operation) => [operation, declaredAbility(operation)]),
  ) as Readonly<Record<Operation, Ability>>,
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
};

/** What the service told about itself. */
export interface ServiceFacts {
  readonly version: ApiVersion;
  readonly diskFormats: readonly string[] | undefined;
  readonly containerFormats: readonly string[] | undefined;
  readonly importMethods: Capabilities['importMethods'];
  readonly stores: Capabilities['stores'];
}

/** A version of the API: `v2.15` is `{ major: 2, minor: 15 }`. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** The declared capabilities, less what this service is too old or not set up for (glance-v2.md §2). */
export function effectiveCapabilities(facts: ServiceFacts): Capabilities {
  const { version, importMethods, stores } = facts;
  const since = (minor: number): Ability | undefined =>
    version.minor >= minor
      ? undefined
      : { supported: false, reason: `This service speaks ${version.text}; it needs v2.${minor} or later.` };
  const denied: Partial<Record<Operation, Ability | undefined>> = {
    'image.deactivate': since(3),
    'image.hide': since(7),
    'image.import':
      since(6) ??
      (importMethods.length === 0
        ? { supported: false, reason: 'This service offers no way to import images.' }
        : undefined),
    'store.list':
      stores.length === 0
        ? { supported: false, reason: 'This service does not tell its stores.' }
        : undefined,
  };
  const known = Object.entries(denied).filter(([, ability]) => ability !== undefined);
  return {
    ...GLANCE_CAPABILITIES,
    operations: { ...GLANCE_CAPABILITIES.operations, ...Object.fromEntries(known) },
    diskFormats: facts.diskFormats ?? GLANCE_CAPABILITIES.diskFormats,
    containerFormats: facts.containerFormats ?? GLANCE_CAPABILITIES.containerFormats,
    visibilities: version.minor >= 5 ? VISIBILITIES : ['private', 'public'],
    importMethods,
    stores,
    hashAlgo: version.minor >= 7 ? 'sha512' : 'md5',
    version: version.text,
  };
}
