import type { Operation } from '#shared/model/index.ts';
import * as images from './image-exercises.ts';
import * as others from './other-exercises.ts';
import type { Bench, Exercise } from './service.ts';

/** How each operation is proved. */
export const EXERCISES: Readonly<Record<Operation, Exercise>> = {
  'image.list': images.list,
  'image.show': images.show,
  'image.upload': images.upload,
  'image.import': images.importImage,
  'image.register': images.register,
  'image.edit': images.edit,
  'image.rename': images.rename,
  'image.formats': images.formats,
  'image.minimums': images.minimums,
  'image.delete': images.remove,
  'image.delete-file': images.removeFile,
  'image.download': images.whole,
  'image.download-range': images.ranged,
  'image.tags': images.tags,
  'image.protect': images.protect,
  'image.hide': images.hide,
  'image.visibility': images.visibility,
  'image.deactivate': images.deactivate,
  'image.tasks': images.tasks,
  'property.set': images.setProperty,
  'property.unset': images.unsetProperty,
  'property.nested': images.nestedProperty,
  'member.list': others.listMembers,
  'member.add': others.addMember,
  'member.remove': others.removeMember,
  'member.replace': others.replaceMembers,
  'member.accept': others.answerShare,
  'member.shared': others.listShared,
  'package.list': others.listPackages,
  'package.create': others.createPackage,
  'package.delete': others.removePackage,
  'package.metadata': others.packageMetadata,
  'store.list': others.stores,
  'store.copy': others.copyToStore,
  'store.delete': others.removeFromStore,
  'definition.list': others.definitions,
  'usage.show': others.usage,
};

async function drain(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const page of pages) void page;
}

/**
 * The single call that a denied operation stands for: it must be refused before any request. Operations that
 * have none are a quality of another one (a range of a download, the list of stores).
 */
export const DENIED_CALLS: Partial<Record<Operation, (bench: Bench) => Promise<unknown>>> = {
  'image.list': async ({ provider, call }) => drain(provider.list({}, call)),
  'image.show': ({ provider, call }) => provider.show('any', call),
  'image.upload': ({ provider, call, newImage }) => provider.beginUpload(newImage(), 5, call),
  'image.import': ({ provider, call, newImage }) =>
    provider.beginImport(newImage(), { method: 'web-download', url: 'https://images.example/a' }, call),
  'image.register': ({ provider, call, newImage }) =>
    provider.beginImport(newImage(), { method: 'register', url: 'pithos://a/b/c' }, call),
  'image.edit': ({ provider, call }) => provider.edit('any', {}, {}, call),
  'image.rename': ({ provider, call }) => provider.edit('any', { name: 'x' }, {}, call),
  'image.formats': ({ provider, call }) => provider.edit('any', { diskFormat: 'raw' }, {}, call),
  'image.minimums': ({ provider, call }) => provider.edit('any', { minRamMb: 1 }, {}, call),
  'image.delete': ({ provider, call }) => provider.remove('any', {}, call),
  'image.delete-file': ({ provider, call }) => provider.remove('any', { withFile: true }, call),
  'image.download': ({ provider, call }) => provider.openDownload('any', 0, call),
  'image.tags': ({ provider, call }) => provider.edit('any', { addTags: ['x'] }, {}, call),
  'image.protect': ({ provider, call }) => provider.edit('any', { protected: true }, {}, call),
  'image.hide': ({ provider, call }) => provider.edit('any', { hidden: true }, {}, call),
  'image.visibility': ({ provider, call }) => provider.edit('any', { visibility: 'public' }, {}, call),
  'image.deactivate': ({ provider, call }) => provider.setActive('any', false, call),
  'image.tasks': ({ provider, call }) => provider.listTasks('any', call),
  'property.set': ({ provider, call }) => provider.edit('any', { setProperties: { a: 'b' } }, {}, call),
  'property.unset': ({ provider, call }) => provider.edit('any', { unsetProperties: ['a'] }, {}, call),
  'member.list': ({ provider, call }) => provider.listMembers('any', call),
  'member.add': ({ provider, call }) => provider.addMembers('any', ['one'], {}, call),
  'member.remove': ({ provider, call }) => provider.removeMembers('any', ['one'], call),
  'member.replace': ({ provider, call }) => provider.replaceMembers('any', ['one'], {}, call),
  'member.accept': ({ provider, call }) => provider.answerShare('any', 'accepted', call),
  'member.shared': async ({ provider, call }) => drain(provider.listShared('all', call)),
  'package.list': ({ provider, call }) => provider.listPackages(call),
  'package.create': ({ provider, call }) => provider.createPackage({ name: 'x', ramMb: 1, quotaGb: 1 }, call),
  'package.delete': ({ provider, call }) => provider.removePackage('any', call),
  'package.metadata': ({ provider, call }) => provider.setPackageMetadata('any', ['a'], 'b', call),
  'store.copy': ({ provider, call }) => provider.copyToStores('any', ['one'], call),
  'store.delete': ({ provider, call }) => provider.removeFromStore('any', 'one', call),
  'definition.list': ({ provider, call }) => provider.listDefinitions(call),
  'usage.show': ({ provider, call }) => provider.usage(call),
};
