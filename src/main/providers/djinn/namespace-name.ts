import { AppError } from '#shared/errors/index.ts';

/** A namespace as the service addresses it: `/n/{owner}/{path}`. */
export interface NamespaceName {
  readonly owner: string;
  readonly path: string;
}

/** A namespace as a person writes it, `path[@owner]`; `owner` is `undefined` for one's own. */
export interface WrittenNamespace {
  readonly path: string;
  readonly owner: string | undefined;
}

const WRITTEN = /^([A-Za-z0-9]+(?:\/[A-Za-z0-9]+)*)(?:@([A-Za-z0-9][A-Za-z0-9._-]*))?$/;

/** Reads `path[@owner]`; `undefined` for what names no namespace. Nothing that passes can leave `/n/…`. */
export function readNamespace(text: string): WrittenNamespace | undefined {
  const [, path, owner] = WRITTEN.exec(text.trim()) ?? [];
  return path === undefined ? undefined : { path, owner };
}

/** True for a name that can stand in `/n/{owner}`. */
export function isOwnerName(text: string): boolean {
  return readNamespace(`a@${text}`) !== undefined;
}

/** The namespace of a connection's settings. Throws `INVALID` for one that cannot be. */
export function settingsNamespace(
  setting: string | undefined,
  operation: string,
): WrittenNamespace | undefined {
  if (setting === undefined || setting.trim() === '') return undefined;
  const written = readNamespace(setting);
  if (written !== undefined) return written;
  throw new AppError('INVALID', `The connection's namespace "${setting}" is none of Djinn CI's.`, {
    operation,
    hint: 'It is a path of letters and digits, like lab or lab/web, with @owner behind it if it is somebody else’s.',
  });
}

/** A namespace as the service's forms take it. They refuse digits, though namespaces may have them. */
export function formNamespace({ path, owner }: WrittenNamespace, operation: string): string {
  if (/^[A-Za-z/]+$/.test(path)) return owner === undefined ? path : `${path}@${owner}`;
  throw new AppError('INVALID', `Djinn CI takes no new images into the namespace ${path}.`, {
    operation,
    hint: 'Its servers refuse a namespace with digits when an image is made. Give the connection one of letters only.',
  });
}

export function writtenName({ owner, path }: NamespaceName): string {
  return `${path}@${owner}`;
}

/** Collaborators are those of the first namespace of a path (djinn.md §4, Sharing). */
export function rootOf({ owner, path }: NamespaceName): NamespaceName {
  return { owner, path: path.split('/', 1)[0] ?? path };
}
