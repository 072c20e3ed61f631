import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, ImageEdit, JsonValue, NewImage, Operation } from '#shared/model/index.ts';
import type { Call } from './provider.ts';

/** What an edit asks of the service, by the fields that it names. */
export function editOperations(edit: ImageEdit): readonly Operation[] {
  return named([
    edit.name === undefined ? undefined : 'image.rename',
    edit.diskFormat === undefined && edit.containerFormat === undefined ? undefined : 'image.formats',
    edit.minDiskGb === undefined && edit.minRamMb === undefined ? undefined : 'image.minimums',
    edit.addTags || edit.removeTags ? 'image.tags' : undefined,
    edit.protected === undefined ? undefined : 'image.protect',
    edit.hidden === undefined ? undefined : 'image.hide',
    edit.visibility === undefined ? undefined : 'image.visibility',
    edit.setProperties ? 'property.set' : undefined,
    edit.unsetProperties ? 'property.unset' : undefined,
  ]);
}

/** What a new image asks of the service, besides being made. */
export function newImageOperations(image: NewImage): readonly Operation[] {
  return named([
    image.minDiskGb || image.minRamMb ? 'image.minimums' : undefined,
    image.tags && image.tags.length > 0 ? 'image.tags' : undefined,
    image.protected === undefined ? undefined : 'image.protect',
    image.hidden === undefined ? undefined : 'image.hide',
    image.visibility === undefined ? undefined : 'image.visibility',
    image.properties && Object.keys(image.properties).length > 0 ? 'property.set' : undefined,
    image.store === undefined ? undefined : 'store.list',
  ]);
}

/** Properties are text everywhere but where values may be nested. Throws `INVALID`. */
export function assertFits(
  { operations }: Capabilities,
  properties: Readonly<Record<string, JsonValue>> | undefined,
  call: Pick<Call, 'operation'>,
): void {
  if (operations['property.nested'].supported) return;
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (typeof value === 'string') continue;
    throw new AppError('INVALID', `The property ${key} must be text on this service.`, {
      operation: call.operation,
      hint: operations['property.nested'].reason,
    });
  }
}

function named(asked: readonly (Operation | undefined)[]): readonly Operation[] {
  return asked.filter((operation) => operation !== undefined);
}
