import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, Operation } from '#shared/model/index.ts';
import { assertFits, editOperations, newImageOperations } from './asked-operations.ts';
import { leftToChange } from './left-to-change.ts';
import type { Call, ImageProvider, ProviderParts } from './provider.ts';

/** Operations whose answer differs from one service of a kind to another: the service is asked first. */
const SERVICE_DECIDES: ReadonlySet<Operation> = new Set([
  'image.import',
  'image.hide',
  'image.deactivate',
  'image.tasks',
  'store.list',
  'store.copy',
  'store.delete',
  'definition.list',
  'usage.show',
]);

/**
 * The whole provider: what its kind implements, and `UNSUPPORTED` with the reason, before any request is
 * sent, for what the kind (`declared`) or this service (`capabilities()`) cannot do.
 */
export function guardProvider(inner: ProviderParts, declared: Capabilities): ImageProvider {
  const permit = async (call: Call, operations: readonly Operation[]): Promise<void> => {
    for (const operation of operations) refuse(declared, operation, call);
    if (!operations.some((operation) => SERVICE_DECIDES.has(operation))) return;
    const effective = await inner.capabilities(call);
    for (const operation of operations) refuse(effective, operation, call);
  };
  /** The part's own method behind its permission. The last argument of every method is the call. */
  const guarded =
    <Name extends Guarded>(name: Name, ...operations: readonly Operation[]) =>
    async (...args: Parameters<ImageProvider[Name]>): Promise<Awaited<ReturnType<ImageProvider[Name]>>> => {
      const call = args.at(-1) as Call;
      await permit(call, operations);
      return run(inner, name, args, call);
    };

  return {
    capabilities: (call) => inner.capabilities(call),
    test: (report, call) => inner.test(report, call),
    close: () => inner.close(),
    list: (query, call) => {
      refuse(declared, 'image.list', call);
      return inner.list(query, call);
    },
    show: guarded('show', 'image.show'),
    edit: async (id, edit, options, call) => {
      // What is named has the better reason; that nothing at all can be edited is the last one.
      await permit(call, [...editOperations(edit), 'image.edit']);
      assertFits(declared, edit.setProperties, call);
      return run(inner, 'edit', [id, edit, options, call], call);
    },
    remove: async (id, options, call) => {
      await permit(call, options.withFile ? ['image.delete', 'image.delete-file'] : ['image.delete']);
      return run(inner, 'remove', [id, options, call], call);
    },
    setActive: guarded('setActive', 'image.deactivate'),
    beginUpload: async (image, sizeBytes, call) => {
      await permit(call, ['image.upload', ...newImageOperations(image)]);
      assertFits(declared, image.properties, call);
      return run(inner, 'beginUpload', [image, sizeBytes, call], call);
    },
    canResumeUpload: guarded('canResumeUpload', 'image.upload'),
    sendBytes: guarded('sendBytes', 'image.upload'),
    abandonUpload: guarded('abandonUpload'),
    openDownload: guarded('openDownload', 'image.download'),
    beginImport: async (image, source, call) => {
      await permit(call, [
        source.method === 'register' ? 'image.register' : 'image.import',
        ...newImageOperations(image),
      ]);
      assertFits(declared, image.properties, call);
      const { importMethods, importSchemes } = await inner.capabilities(call);
      if (!importMethods.includes(source.method)) {
        throw unsupported(
          `This service does not offer the import method ${source.method}.`,
          call,
          importMethods,
        );
      }
      if ('url' in source) assertScheme(source.url, importSchemes, call);
      return run(inner, 'beginImport', [image, source, call], call);
    },
    pollProgress: async (id, call) => {
      if (inner.pollProgress === undefined) refuse(declared, 'image.upload', call);
      return run(inner, 'pollProgress', [id, call], call);
    },
    listTasks: guarded('listTasks', 'image.tasks'),
    copyToStores: guarded('copyToStores', 'store.copy'),
    removeFromStore: guarded('removeFromStore', 'store.delete'),
    listDefinitions: guarded('listDefinitions', 'definition.list'),
    listMembers: guarded('listMembers', 'member.list'),
    addMembers: guarded('addMembers', 'member.add'),
    removeMembers: guarded('removeMembers', 'member.remove'),
    replaceMembers: guarded('replaceMembers', 'member.replace'),
    answerShare: guarded('answerShare', 'member.accept'),
    listShared: (status, call) => {
      refuse(declared, 'member.shared', call);
      if (inner.listShared === undefined) throw missing('listShared', call);
      return inner.listShared(status, call);
    },
    previewEdit: (image, edit) => {
      const call = { operation: 'images.preview' };
      for (const operation of [...editOperations(edit), 'image.edit'] as const)
        refuse(declared, operation, call);
      assertFits(declared, edit.setProperties, call);
      if (inner.previewEdit === undefined) throw missing('previewEdit', call);
      return inner.previewEdit(image, edit);
    },
    previewMembers: (document, change) => {
      const call = { operation: 'members.preview' };
      if (change.add.length > 0) refuse(declared, 'member.add', call);
      if (change.remove.length > 0) refuse(declared, 'member.remove', call);
      if (change.replace !== undefined) refuse(declared, 'member.replace', call);
      if (inner.previewMembers === undefined) throw missing('previewMembers', call);
      return inner.previewMembers(document, leftToChange(change));
    },
    listPackages: guarded('listPackages', 'package.list'),
    showPackage: guarded('showPackage', 'package.list'),
    createPackage: guarded('createPackage', 'package.create'),
    previewPackage: (pack) => {
      const call = { operation: 'packages.preview' };
      refuse(declared, 'package.create', call);
      if (inner.previewPackage === undefined) throw missing('previewPackage', call);
      return inner.previewPackage(pack);
    },
    removePackage: guarded('removePackage', 'package.delete'),
    setPackageMetadata: guarded('setPackageMetadata', 'package.metadata'),
    unsetPackageMetadata: guarded('unsetPackageMetadata', 'package.metadata'),
    usage: guarded('usage', 'usage.show'),
  };
}

/** What a refusal says of the call. */
type Asked = Pick<Call, 'operation'>;

type Guarded = {
  [Name in keyof ImageProvider]: ReturnType<ImageProvider[Name]> extends Promise<unknown> ? Name : never;
}[Exclude<keyof ImageProvider, 'close' | 'test'>];

async function run<Name extends Guarded>(
  inner: ProviderParts,
  name: Name,
  args: Parameters<ImageProvider[Name]>,
  call: Call,
): Promise<Awaited<ReturnType<ImageProvider[Name]>>> {
  const method = inner[name] as
    | ((...args: Parameters<ImageProvider[Name]>) => ReturnType<ImageProvider[Name]>)
    | undefined;
  if (method === undefined) throw missing(name, call);
  return await method(...args);
}

/** A kind that declares more than it implements: the conformance suite fails there. */
function missing(name: string, call: Asked): AppError {
  return new AppError('INTERNAL', `A provider declares what it does not implement: ${name}.`, {
    operation: call.operation,
  });
}

function refuse(capabilities: Capabilities, operation: Operation, call: Asked): void {
  const ability = capabilities.operations[operation];
  if (!ability.supported) throw unsupported(ability.reason, call);
}

function unsupported(reason: string, call: Asked, offered: readonly string[] = []): AppError {
  return new AppError('UNSUPPORTED', reason, {
    operation: call.operation,
    hint: offered.length === 0 ? undefined : `It offers: ${offered.join(', ')}.`,
  });
}

/** Throws `INVALID` for what is no address at all, `UNSUPPORTED` for one that the service does not fetch. */
function assertScheme(address: string, offered: readonly string[], call: Call): void {
  const scheme = URL.parse(address)?.protocol.replace(/:$/, '');
  if (scheme === undefined) {
    throw new AppError('INVALID', 'The address to import from cannot be read. No request was sent.', {
      operation: call.operation,
      hint: `Give a whole address that begins with ${offered.map((one) => `${one}://`).join(' or ')}.`,
    });
  }
  if (!offered.includes(scheme)) {
    throw unsupported(`This service takes no addresses that begin with ${scheme}.`, call, offered);
  }
}
