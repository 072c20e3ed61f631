import type { Ability, Capabilities, Operation } from '#shared/model/index.ts';
import { declaredOperations } from '../declared-operations.ts';
import { BLOCK_HASH, CONTAINER_FORMATS, DISK_FORMATS, KEY_LENGTH, VALUE_LENGTH } from './config.ts';

const STORES = 'Plankton keeps all images in one store, Pithos.';
const PACKAGES = 'Plankton has images only; packages exist in Project-FiFo.';

const LACKING: Partial<Record<Operation, string>> = {
  'image.import': 'Plankton fetches nothing from the web; upload the image, or register a Pithos file.',
  'image.minimums': 'Plankton images do not say how much disk or memory a server needs.',
  'image.tags': 'Plankton images have no tags, only properties.',
  'image.protect': 'Plankton cannot protect an image from being deleted.',
  'image.hide': 'Plankton cannot hide an image from lists.',
  'image.deactivate': 'Plankton cannot deactivate an image.',
  'image.tasks': 'Plankton keeps no history of what was done with an image.',
  'property.nested': 'The properties of Plankton images are text.',
  'member.accept': 'A Plankton image is readable for its members at once; there is nothing to accept.',
  'store.list': STORES,
  'store.copy': STORES,
  'store.delete': STORES,
  'definition.list': 'Plankton does not describe the properties that images may have.',
  'usage.show': 'Plankton does not tell quotas; the cloud shows them on its web page.',
};

const NOTES: Partial<Record<Operation, string>> = {
  'image.upload': 'The bytes go to Pithos; blocks that it has already are not sent again.',
  'image.delete': 'Unregisters the image; its file stays in Pithos.',
  'image.formats': 'Only diskdump, extdump and ntfsdump, and five container formats.',
  'image.visibility': 'Public or private; a private image is shared by adding members.',
  'property.set': 'Names are lower-case, with underscores for punctuation.',
  'member.add': 'Members are users, by their UUID or, where the identity service is known, by e-mail.',
};

/** `capabilities.md`, column PLK. */
function declaredAbility(operation: Operation): Ability {
  const reason = operation.startsWith('package.') ? PACKAGES : LACKING[operation];
  if (reason !== undefined) return { supported: false, reason };
  const note = NOTES[operation];
  return note === undefined ? { supported: true } : { supported: true, note };
}

/** What Plankton can do in general. What this account can do depends on whether its Pithos is known. */
export const PLANKTON_CAPABILITIES: Capabilities = {
  operations: declaredOperations(declaredAbility),
  diskFormats: DISK_FORMATS,
  containerFormats: CONTAINER_FORMATS,
  formatNames: { raw: 'diskdump' },
  packing: null,
  namePattern: null,
  visibilities: ['private', 'public'],
  importMethods: ['register'],
  importSchemes: ['pithos'],
  stores: [],
  hashAlgo: null,
  limits: {
    nameLength: VALUE_LENGTH,
    propertyKeyLength: KEY_LENGTH,
    propertyValueLength: VALUE_LENGTH,
    tagLength: null,
    tags: null,
  },
  version: null,
  account: null,
};

/** What a connection turned out to have. */
export interface ServiceFacts {
  readonly version: string | null;
  /** Size of the store's blocks; `null` if unknown. */
  readonly blockBytes: number | null;
  readonly hasStore: boolean;
  /** The user whose token it is; `null` if nobody said. */
  readonly account: string | null;
}

const NEEDS_STORE: readonly Operation[] = [
  'image.upload',
  'image.download',
  'image.download-range',
  'image.delete-file',
];

/** Why there are no bytes without Pithos. */
export const NO_STORE = 'The address of the Pithos store is not known; give it, or the identity address.';

export function effectiveCapabilities({
  version,
  blockBytes,
  hasStore,
  account,
}: ServiceFacts): Capabilities {
  const ability = { supported: false, reason: NO_STORE };
  const denied = hasStore ? [] : NEEDS_STORE.map((operation) => [operation, ability]);
  return {
    ...PLANKTON_CAPABILITIES,
    operations: { ...PLANKTON_CAPABILITIES.operations, ...Object.fromEntries(denied) },
    hashAlgo: blockBytes === null ? null : treeAlgorithm(blockBytes),
    version,
    account,
  };
}

/** The word for Pithos' hash of an object: a tree over the hashes of blocks of this size. */
export function treeAlgorithm(blockBytes: number): string {
  return `pithos-${BLOCK_HASH}-${blockBytes}`;
}
