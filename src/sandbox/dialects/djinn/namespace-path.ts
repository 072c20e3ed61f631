import type { DjinnAccount, DjinnNamespace } from '../../store/djinn-namespace-rows.ts';
import type { Services } from '../dialect.ts';
import { DjinnFault } from './replies.ts';

/** `path[@owner]`, as an image's form names a namespace. */
export interface NamespacePath {
  readonly path: string;
  /** Empty for the caller's own. */
  readonly owner: string;
}

/** A text that names no namespace. The message is the server's. */
export class PathError extends Error {
  constructor(path: string, why: string) {
    super(`${path}: namespace: ${why}`);
  }
}

/**
 * Letters and `/` only, though namespaces may have digits in their names; undefined for no text.
 * @throws PathError
 */
export function parseNamespacePath(text: string): NamespacePath | undefined {
  if (text === '') return undefined;
  const [, path = '', rest = ''] = /^([a-zA-Z/]*)(.*)$/s.exec(text) ?? [];
  if (rest !== '' && !rest.startsWith('@')) {
    throw new PathError(text, 'name can only contain letters and numbers');
  }
  if (path === '') throw new PathError(text, 'invalid namespace path');
  return { path, owner: rest.slice(1) };
}

/**
 * The namespace of a path. One that is missing is made, private, with its parents, before anybody asks
 * whether the caller may (djinn.md §4 "Common rules").
 * @throws PathError for an owner who does not exist.
 */
export function resolveNamespace(
  { store }: Services,
  { path, owner }: NamespacePath,
  caller: DjinnAccount,
): DjinnNamespace {
  const { djinnNamespaces } = store;
  const account = owner === '' ? caller : djinnNamespaces.accountOf(owner);
  if (account === undefined || (owner !== '' && account.username !== owner)) {
    throw new PathError(`${path}@${owner}`, 'invalid owner');
  }
  const parts = path.split('/').slice(0, maximumDepth);
  const end = parts.indexOf('');
  const usable = (end < 0 ? parts : parts.slice(0, end)).join('/');
  const namespace = usable === '' ? undefined : djinnNamespaces.make(account.id, usable);
  if (namespace === undefined) throw new DjinnFault(500, 'Something went wrong');
  return namespace;
}

const maximumDepth = 20;
