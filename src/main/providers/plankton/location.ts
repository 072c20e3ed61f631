import { AppError } from '#shared/errors/index.ts';
import { encodeText } from './text-codec.ts';

/** Where an object lies in Pithos; no part is encoded. `object` may hold `/`. */
export interface ObjectPlace {
  readonly account: string;
  readonly container: string;
  readonly object: string;
}

/** `pithos://account/container/path`, each part percent-encoded (plankton.md §3). */
export function locationOf({ account, container, object }: ObjectPlace): string {
  return `pithos://${encodeText(account)}/${encodeText(container)}/${encodePath(object)}`;
}

/** The inverse; `undefined` for what is no such address. */
export function placeOf(location: string): ObjectPlace | undefined {
  const [, account, container, object] = /^pithos:\/\/([^/]+)\/([^/]+)\/(.+)$/s.exec(location) ?? [];
  if (account === undefined || container === undefined || object === undefined) return undefined;
  try {
    return {
      account: decodeURIComponent(account),
      container: decodeURIComponent(container),
      object: object.split('/').map(decodeURIComponent).join('/'),
    };
  } catch {
    return undefined;
  }
}

/**
 * Path of an object below the store's address. `PROTOCOL` for parts that an address cannot hold: `..` would
 * lead to another object.
 */
export function storePath({ account, container, object }: ObjectPlace, operation: string): string {
  const parts = [account, container, ...object.split('/')];
  if (parts.some((part) => part === '.' || part === '..')) {
    throw new AppError(
      'PROTOCOL',
      `The object ${locationOf({ account, container, object })} has no address.`,
      {
        operation,
        hint: 'Give the file another name in Pithos: a part of its path is made of dots only.',
      },
    );
  }
  return parts.map(encodeText).join('/');
}

function encodePath(path: string): string {
  return path.split('/').map(encodeText).join('/');
}
