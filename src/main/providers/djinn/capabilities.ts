import type { Ability, Capabilities, Operation } from '#shared/model/index.ts';
import { declaredOperations } from '../declared-operations.ts';
import { NAME_PATTERN } from './config.ts';

const UNCHANGEABLE = 'Djinn CI images cannot be changed once they are made: they can only be deleted.';

/** `capabilities.md`, column DJN: what there is none of, and why. */
const LACKING: Partial<Record<Operation, string>> = {
  'image.register': 'Djinn CI takes the bytes of an image, or fetches them; it registers no objects.',
  'image.edit': UNCHANGEABLE,
  'image.rename': UNCHANGEABLE,
  'image.formats': 'Djinn CI keeps no formats: every image is QCOW2.',
  'image.minimums': 'Djinn CI images have no least disk or memory.',
  'image.delete-file': 'Djinn CI deletes the bytes with the image.',
  'image.tags': 'Djinn CI images have no tags.',
  'image.protect': 'Djinn CI images cannot be protected against deletion.',
  'image.hide': 'Djinn CI images cannot be hidden.',
  'image.visibility': 'The visibility of a Djinn CI image is that of its namespace.',
  'image.deactivate': 'Djinn CI images cannot be deactivated.',
  'image.tasks': 'Djinn CI keeps no tasks: how a fetched image stands is told by the image itself.',
  'property.set': 'Djinn CI images have no properties.',
  'property.unset': 'Djinn CI images have no properties.',
  'property.nested': 'Djinn CI images have no properties.',
  'member.replace': 'Djinn CI invites and removes collaborators one by one: an invite must be accepted.',
  'store.list': 'Djinn CI keeps all images in one place.',
  'store.copy': 'Djinn CI keeps all images in one place.',
  'store.delete': 'Djinn CI keeps all images in one place.',
  'definition.list': 'Djinn CI images have no properties that could be described.',
  'usage.show': 'Djinn CI does not tell limits or usage.',
};

const NOTES: Partial<Record<Operation, string>> = {
  'image.upload': 'Only QCOW2 images are taken.',
  'image.import':
    'The service fetches from http and https for at most 10 minutes. It accepts sftp addresses too, but the servers of today always fail with them.',
  'member.list': 'Members are the collaborators of the namespace that the image is in.',
  'member.accept': 'An answer cannot be taken back.',
  'member.add': 'A member is invited to the namespace, and with it to all of its images.',
};

function declaredAbility(operation: Operation): Ability {
  if (operation.startsWith('package.')) {
    return { supported: false, reason: 'Djinn CI has images only; packages exist in Project-FiFo.' };
  }
  const reason = LACKING[operation];
  if (reason !== undefined) return { supported: false, reason };
  const note = NOTES[operation];
  return note === undefined ? { supported: true } : { supported: true, note };
}

/** What Djinn CI can do. All servers are alike but for their version. */
export const DJINN_CAPABILITIES: Capabilities = {
  operations: declaredOperations(declaredAbility),
  diskFormats: ['qcow2'],
  containerFormats: ['bare'],
  formatNames: {},
  packing: null,
  namePattern: NAME_PATTERN,
  visibilities: ['private', 'community', 'public'],
  importMethods: ['web-download'],
  importSchemes: ['http', 'https', 'sftp'],
  stores: [],
  hashAlgo: null,
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
