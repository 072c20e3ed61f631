import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, ImageEdit, NewImage, Operation } from '#shared/model/index.ts';
import type { Call, ImageProvider } from './provider.ts';

/** Operations whose answer differs from one service of a kind to another: the service is asked first. */
const SERVICE_DECIDES: ReadonlySet<Operation> = new Set([
  'image.import',
  'image.hide',
  'image.deactivate',
  'usage.show',
]);

/**
 * The provider, but `UNSUPPORTED` with the reason before any request is sent for what its kind (`declared`)
 * or this service (`capabilities()`) cannot do.
 */
export function guardProvider(inner: ImageProvider, declared: Capabilities): ImageProvider {
  const require = async (call: Call, ...operations: readonly Operation[]): Promise<void> => {
    for (const operation of operations) refuse(declared, operation, call);
    if (!operations.some((operation) => SERVICE_DECIDES.has(operation))) return;
    const effective = await inner.capabilities(call);
    for (const operation of operations) refuse(effective, operation, call);
  };
  const after = async <Result>(call: Call, operations: readonly Operation[], run: () => Promise<Result>) => {
    await require(call, ...operations);
    return run();
  };
  return {
    capabilities: (call) => inner.capabilities(call),
    test: (report, call) => inner.test(report, call),
    list: (query, call) => {
      refuse(declared, 'image.list', call);
      return inner.list(query, call);
    },
    show: (id, call) => after(call, ['image.show'], () => inner.show(id, call)),
    edit: (id, edit, revision, call) =>
      after(call, editOperations(edit), () => inner.edit(id, edit, revision, call)),
    remove: (id, call) => after(call, ['image.delete'], () => inner.remove(id, call)),
    setActive: (id, active, call) =>
      after(call, ['image.deactivate'], () => inner.setActive(id, active, call)),
    beginUpload: (image, sizeBytes, call) =>
      after(call, ['image.upload', ...newImageOperations(image)], () =>
        inner.beginUpload(image, sizeBytes, call),
      ),
    canResumeUpload: (ticket, call) => inner.canResumeUpload(ticket, call),
    sendBytes: (ticket, image, body, call) =>
      after(call, ['image.upload'], () => inner.sendBytes(ticket, image, body, call)),
    abandonUpload: (ticket, call) => inner.abandonUpload(ticket, call),
    openDownload: (id, offset, call) =>
      after(call, ['image.download'], () => inner.openDownload(id, offset, call)),
    beginImport: async (image, source, call) => {
      await require(call, 'image.import', ...newImageOperations(image));
      const { importMethods } = await inner.capabilities(call);
      if (!importMethods.includes(source.method)) {
        throw unsupported(
          `This service does not offer the import method ${source.method}.`,
          call,
          importMethods,
        );
      }
      return inner.beginImport(image, source, call);
    },
    pollProgress: (id, call) => after(call, ['image.show'], () => inner.pollProgress(id, call)),
    usage: (call) => after(call, ['usage.show'], () => inner.usage(call)),
    close: () => inner.close(),
  };
}

function refuse(capabilities: Capabilities, operation: Operation, call: Call): void {
  const ability = capabilities.operations[operation];
  if (!ability.supported) throw unsupported(ability.reason, call);
}

function unsupported(reason: string, call: Call, offered: readonly string[] = []): AppError {
  return new AppError('UNSUPPORTED', reason, {
    operation: call.operation,
    hint: offered.length === 0 ? undefined : `It offers: ${offered.join(', ')}.`,
  });
}

/** What an edit asks of the service, by the fields that it names. */
function editOperations(edit: ImageEdit): readonly Operation[] {
  const asked: readonly (Operation | undefined)[] = [
    'image.edit',
    edit.addTags || edit.removeTags ? 'image.tags' : undefined,
    edit.protected === undefined ? undefined : 'image.protect',
    edit.hidden === undefined ? undefined : 'image.hide',
    edit.visibility === undefined ? undefined : 'image.visibility',
    edit.setProperties ? 'property.set' : undefined,
    edit.unsetProperties ? 'property.unset' : undefined,
  ];
  return asked.filter((operation) => operation !== undefined);
}

function newImageOperations(image: NewImage): readonly Operation[] {
  const asked: readonly (Operation | undefined)[] = [
    image.tags && image.tags.length > 0 ? 'image.tags' : undefined,
    image.protected === undefined ? undefined : 'image.protect',
    image.hidden === undefined ? undefined : 'image.hide',
    image.visibility === undefined ? undefined : 'image.visibility',
    image.properties && Object.keys(image.properties).length > 0 ? 'property.set' : undefined,
  ];
  return asked.filter((operation) => operation !== undefined);
}
