import type { ConnectionKind, ImportMethod } from '#shared/model/index.ts';

/** The ways that a person can start from the page; bytes that were sent before need no sheet. */
export type ImportWay = Exclude<ImportMethod, 'glance-direct'>;

export const WAY_LABELS: Readonly<Record<ImportWay, string>> = {
  'web-download': 'From an address',
  'glance-download': 'From another region',
  register: 'An object in its storage',
};

interface AddressWords {
  readonly label: string;
  readonly placeholder: string;
  readonly hint: string;
}

const WEB: AddressWords = {
  label: 'Address',
  placeholder: 'https://images.example.org/debian-13.qcow2',
  hint: 'The service fetches it by itself; this computer can be switched off meanwhile.',
};

const BY_KIND: Readonly<Partial<Record<ConnectionKind, AddressWords>>> = {
  alliance: {
    ...WEB,
    hint: 'The gateway has the cloud copy from it, and says when the image is there.',
  },
  djinn: {
    ...WEB,
    hint: 'The server there must call it application/x-qemu-disk, exactly, and be done within 10 minutes.',
  },
  fifo: {
    label: 'Address of the dataset',
    placeholder: 'https://datasets.at/images/70e3ae72-96b6-11e6-9056-9737fd4d0764',
    hint: 'An image of a dataset server. Name, sizes and drivers come from there.',
  },
};

const OBJECT: AddressWords = {
  label: 'Object',
  placeholder: 'pithos://73917abc-abcd-477e-a1f1-1763abcdefab/images/debian.diskdump',
  hint: 'pithos://account/container/object. It stays where it is; the image points to it.',
};

/** What the address of a way is called for a kind of service, with an example. */
export function addressWords(way: ImportWay, kind: ConnectionKind): AddressWords {
  return way === 'register' ? OBJECT : (BY_KIND[kind] ?? WEB);
}
