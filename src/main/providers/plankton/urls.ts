/** Addresses of the image service (plankton.md §2): `endpoint` is used as given, with or without a version. */
export interface PlanktonUrls {
  readonly root: string;
  /** With a slash, which servers of 2012 insist on. */
  readonly images: string;
  readonly details: string;
  readonly versions: string;
  image(id: string): string;
  members(id: string): string;
  member(id: string, member: string): string;
}

export function planktonUrls(endpoint: string): PlanktonUrls {
  const root = trimmed(endpoint);
  const image = (id: string): string => `${root}/images/${encodeURIComponent(id)}`;
  return {
    root,
    images: `${root}/images/`,
    details: `${root}/images/detail`,
    versions: `${root.replace(/\/v\d[\d.]*$/, '')}/versions`,
    image,
    members: (id) => `${image(id)}/members`,
    // Routed by the sign itself, as in names of users.
    member: (id, member) => `${image(id)}/members/${encodeURIComponent(member).replaceAll('%40', '@')}`,
  };
}

/** An address without query, fragment and slashes at its end. */
export function trimmed(address: string): string {
  return address.replace(/[?#].*$/, '').replace(/\/+$/, '');
}
