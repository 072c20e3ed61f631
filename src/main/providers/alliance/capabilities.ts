import type { Ability, Capabilities, Operation } from '#shared/model/index.ts';
import { declaredOperations } from '../declared-operations.ts';

const OFFERED: Partial<Record<Operation, Ability>> = {
  'image.list': { supported: true },
  'image.show': { supported: true },
  'image.import': { supported: true, note: 'The cloud behind the gateway fetches the address itself.' },
  'image.edit': { supported: true },
  'image.rename': { supported: true },
  'image.formats': { supported: true, note: 'Some gateways accept the change and keep the old formats.' },
  'image.minimums': { supported: true },
  'image.delete': { supported: true },
  'member.shared': { supported: true, note: 'Images of other environments; the gateway knows no answers.' },
};

const LACKING: Partial<Record<Operation, string>> = {
  'image.upload': 'Alliance takes no bytes: give it an address to import from.',
  'image.register': 'Alliance registers no objects as images.',
  'image.delete-file': 'Alliance deletes the bytes with the image.',
  'image.download': 'Alliance gives no bytes; ask the cloud behind it.',
  'image.download-range': 'Alliance gives no bytes; ask the cloud behind it.',
  'image.tags': 'Alliance shows tags but cannot change them.',
  'image.protect': 'Alliance shows whether an image is protected but cannot change it.',
  'image.hide': 'Alliance neither shows nor changes whether an image is hidden.',
  'image.visibility': 'Alliance shows who can see an image but cannot change it.',
  'image.deactivate': 'Alliance cannot deactivate an image.',
  'image.tasks': 'Alliance has no tasks.',
  'property.set': 'Alliance shows properties but cannot change them.',
  'property.unset': 'Alliance shows properties but cannot change them.',
  'property.nested': 'The properties of Alliance images are text.',
  'definition.list': 'Alliance describes no properties.',
  'usage.show': 'Alliance tells no usage.',
};

const MEMBERS = 'Alliance knows no members: share in the cloud behind it.';
const PACKAGES = 'Alliance has no packages; packages exist in Project-FiFo.';
const STORES = 'Alliance knows no stores.';

/** `capabilities.md`, column ALL. What the drafts leave open is not tried. */
function declaredAbility(operation: Operation): Ability {
  return OFFERED[operation] ?? { supported: false, reason: LACKING[operation] ?? familyReason(operation) };
}

function familyReason(operation: Operation): string {
  if (operation.startsWith('member.')) return MEMBERS;
  return operation.startsWith('package.') ? PACKAGES : STORES;
}

/** What the gateway can do. It tells nothing about itself, so this is also what one service can do. */
export const ALLIANCE_CAPABILITIES: Capabilities = {
  operations: declaredOperations(declaredAbility),
  // Those of the Glance behind it, as old as it is.
  diskFormats: ['ami', 'ari', 'aki', 'vhd', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso'],
  containerFormats: ['ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker'],
  formatNames: {},
  packing: null,
  namePattern: null,
  visibilities: ['private', 'public'],
  importMethods: ['web-download'],
  importSchemes: ['http', 'https'],
  stores: [],
  hashAlgo: 'md5',
  limits: {
    nameLength: 255,
    propertyKeyLength: null,
    propertyValueLength: null,
    tagLength: null,
    tags: null,
  },
  version: null,
  account: null,
};
