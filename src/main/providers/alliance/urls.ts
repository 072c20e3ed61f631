import { AppError } from '#shared/errors/index.ts';

/** Addresses of one gateway. There is no version in them (alliance.md §2). */
export interface AllianceUrls {
  readonly root: string;
  /** `/images/`, as it is documented for list and create. */
  readonly images: string;
  /** `/images/ID`, as it is documented for calls on one. */
  image(id: string, operation: string): string;
}

export function allianceUrls(endpoint: string): AllianceUrls {
  const root = endpoint
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\/images$/, '');
  return {
    root,
    images: `${root}/images/`,
    image: (id, operation) => {
      // Encoded or not, these would lead out of the list.
      if (id !== '' && id !== '.' && id !== '..') return `${root}/images/${encodeURIComponent(id)}`;
      throw new AppError('NOT_FOUND', `No image can have the id "${id}".`, {
        operation,
        hint: 'Take the id from the list of images.',
      });
    },
  };
}

/** The same address with a slash at its end, or without the one that it has. */
export function otherSpelling(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : `${url}/`;
}
