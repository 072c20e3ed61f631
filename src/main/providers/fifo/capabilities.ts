import type { Ability, Capabilities, Operation } from '#shared/model/index.ts';
import { declaredOperations } from '../declared-operations.ts';

const IMMUTABLE = 'A dataset of Project-FiFo cannot be changed but for its metadata.';
const SIZING = 'Project-FiFo keeps the sizes of machines in packages, not with datasets.';

const LACKING: Partial<Record<Operation, string>> = {
  'image.register': 'Project-FiFo takes only bytes that are sent to it or that it fetches.',
  'image.rename': IMMUTABLE,
  'image.formats': 'Project-FiFo knows no disk formats: every dataset is packed with gzip.',
  'image.minimums': SIZING,
  'image.delete-file': 'Project-FiFo deletes the bytes with the dataset.',
  'image.download-range': 'Project-FiFo gives a dataset only from its first byte on.',
  'image.tags': 'Datasets of Project-FiFo have no tags.',
  'image.protect': 'Project-FiFo protects datasets by permissions, not by a mark on them.',
  'image.hide': 'Datasets of Project-FiFo cannot be hidden.',
  'image.visibility':
    'In Project-FiFo permissions of users and roles say who sees a dataset; it has no flag.',
  'image.deactivate': 'Datasets of Project-FiFo cannot be switched off.',
  'image.tasks': 'Project-FiFo tells how far an import is, but keeps no tasks.',
  'definition.list': 'Project-FiFo does not describe the keys of metadata.',
  'usage.show': 'Project-FiFo does not tell how much datasets take.',
};

const NOTES: Partial<Record<Operation, string>> = {
  'image.upload': 'The bytes are packed with gzip on the way, unless they are already.',
  'image.import':
    'The address is that of an image of a dataset server; its name and the rest come from there.',
  'image.download': 'The bytes come packed with gzip, and their number is not known before.',
  'image.edit': 'Only metadata can be changed.',
  'package.metadata': 'All else of a package is fixed when it is made.',
};

/** `capabilities.md`, columns FIFO-P and FIFO-D. */
function declaredAbility(operation: Operation): Ability {
  if (operation.startsWith('member.')) {
    return { supported: false, reason: 'Project-FiFo shares by permissions of roles, not image by image.' };
  }
  if (operation.startsWith('store.')) {
    return { supported: false, reason: 'Project-FiFo keeps datasets in one store and does not show it.' };
  }
  const reason = LACKING[operation];
  if (reason !== undefined) return { supported: false, reason };
  const note = NOTES[operation];
  return note === undefined ? { supported: true } : { supported: true, note };
}

/** What Project-FiFo can do. The service tells nothing more about itself, so this is effective as well. */
export const FIFO_CAPABILITIES: Capabilities = {
  operations: declaredOperations(declaredAbility),
  diskFormats: [],
  containerFormats: [],
  formatNames: {},
  packing: 'gzip',
  namePattern: null,
  visibilities: [],
  importMethods: ['web-download'],
  importSchemes: ['http', 'https'],
  stores: [],
  hashAlgo: 'sha1',
  limits: {
    nameLength: null,
    propertyKeyLength: null,
    propertyValueLength: null,
    tagLength: null,
    tags: null,
  },
  version: null,
  account: null,
};
