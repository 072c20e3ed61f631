import { AppError } from '#shared/errors/index.ts';

/**
 * Addresses of one Nova. They are joined to the endpoint as it is given, with or without a project in its
 * path (nova-images.md §2). Links in answers are not used: old services print `/v2/PROJECT` whatever was asked.
 */
export interface NovaUrls {
  /** With the version, and the project where the catalogue names it. */
  readonly root: string;
  /** The document of the version that `root` speaks. */
  readonly version: string;
  readonly images: string;
  readonly details: string;
  image(id: string): string;
  metadata(id: string): string;
  item(id: string, key: string): string;
}

/** An address from the version on, whatever lies before it on a cloud. */
export function versionedPath(endpoint: string | undefined): string {
  const { pathname } = new URL(novaUrls(endpoint ?? 'http://unused.invalid').root);
  return pathname.slice(Math.max(0, pathname.lastIndexOf('/v2')));
}

/** An endpoint without a version, as a person may type it or a catalogue name it, means v2.1. */
export function novaUrls(endpoint: string): NovaUrls {
  const typed = endpoint.replace(/[?#].*$/, '').replace(/\/+$/, '');
  const origin = URL.parse(typed)?.origin ?? '';
  const versioned = /^(.*\/v2(?:\.\d+)?)(\/[^/]+)?$/.exec(typed.slice(origin.length));
  const root = versioned === null ? `${typed}/v2.1` : typed;
  const images = `${root}/images`;
  const image = (id: string): string => `${images}/${segment(id, 'image')}`;
  return {
    root,
    version: versioned === null ? `${root}/` : `${origin}${versioned[1]}/`,
    images,
    details: `${images}/detail`,
    image,
    metadata: (id) => `${image(id)}/metadata`,
    item: (id, key) => `${image(id)}/metadata/${segment(key, 'property')}`,
  };
}

/** True for a name that would be read as a way through the path, encoded or not: `metadata/..` is the image. */
export function isPathStep(name: string): boolean {
  return name === '.' || name === '..';
}

function segment(name: string, what: 'image' | 'property'): string {
  if (name !== '' && !isPathStep(name)) return encodeURIComponent(name);
  throw new AppError('NOT_FOUND', `No ${what} can be named "${name}".`, { operation: 'images.show' });
}
