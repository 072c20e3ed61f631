import type { Ability, Capabilities, Operation } from '#shared/model/index.ts';
import { declaredOperations } from '../declared-operations.ts';
import { VALUE_LENGTH } from './config.ts';

const OFFERED: Partial<Record<Operation, Ability>> = {
  'image.list': { supported: true },
  'image.show': { supported: true },
  'image.edit': { supported: true, note: 'Nova changes properties only.' },
  'image.delete': { supported: true },
  'property.set': { supported: true, note: 'Nova makes a shared or community image private by it.' },
  'property.unset': { supported: true, note: 'Nova makes a shared or community image private by it.' },
};

const LACKING: Partial<Record<Operation, string>> = {
  'image.upload': 'Nova takes no bytes: upload through a Glance connection to the same cloud.',
  'image.import': 'Nova imports no images: use a Glance connection to the same cloud.',
  'image.register': 'Nova registers no objects as images.',
  'image.rename': 'Nova cannot rename an image: use a Glance connection to the same cloud.',
  'image.formats': 'Nova neither shows nor changes the formats of an image.',
  'image.minimums': 'Nova shows the minimums of an image but cannot change them.',
  'image.delete-file': 'Nova deletes the bytes with the image.',
  'image.download': 'Nova gives no bytes: download through a Glance connection to the same cloud.',
  'image.download-range': 'Nova gives no bytes: download through a Glance connection to the same cloud.',
  'image.tags': 'Nova neither shows nor changes tags.',
  'image.protect': 'Nova neither shows nor changes whether an image is protected.',
  'image.hide': 'Nova neither shows nor changes whether an image is hidden.',
  'image.visibility': 'Nova neither shows nor changes who can see an image.',
  'image.deactivate': 'Nova cannot deactivate an image: use a Glance connection to the same cloud.',
  'image.tasks': 'Nova has no tasks.',
  'property.nested': 'The properties of Nova images are text.',
  'member.shared': 'Nova does not say whose an image is.',
  'usage.show': 'Nova tells no usage of images.',
};

const MEMBERS = 'Nova knows no members: share through a Glance connection to the same cloud.';
const PACKAGES = 'Nova has no packages; packages exist in Project-FiFo.';
const STORES = 'Nova knows no stores: use a Glance connection to the same cloud.';
const DEFINITIONS = 'Nova describes no properties; Glance does.';

/** `capabilities.md`, column NOVA. */
function declaredAbility(operation: Operation): Ability {
  return OFFERED[operation] ?? { supported: false, reason: LACKING[operation] ?? familyReason(operation) };
}

function familyReason(operation: Operation): string {
  if (operation.startsWith('member.')) return MEMBERS;
  if (operation.startsWith('package.')) return PACKAGES;
  return operation.startsWith('store.') ? STORES : DEFINITIONS;
}

/** What Nova's image proxy can do. Services differ only in their version. */
export const NOVA_CAPABILITIES: Capabilities = {
  operations: declaredOperations(declaredAbility),
  diskFormats: [],
  containerFormats: [],
  formatNames: {},
  packing: null,
  namePattern: null,
  visibilities: [],
  importMethods: [],
  importSchemes: [],
  stores: [],
  hashAlgo: null,
  limits: {
    nameLength: null,
    propertyKeyLength: 255,
    propertyValueLength: VALUE_LENGTH,
    tagLength: null,
    tags: null,
  },
  version: null,
  account: null,
};
