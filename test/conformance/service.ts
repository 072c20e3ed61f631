import { randomBytes } from 'node:crypto';
import type { Capabilities, ConnectionProfile, ImageDocument, NewImage } from '#shared/model/index.ts';
import type { Call, ImageProvider, UploadTicket } from '../../src/main/providers/index.ts';

/** A service to run the suite against, and what its rules ask of the samples. */
export interface Service {
  readonly profile: ConnectionProfile;
  readonly secret: string;
  readonly samples?: Partial<Samples> | undefined;
  /** Makes a ready image by other means, where the service itself takes no bytes. */
  seed?(image: { readonly name: string }): Promise<{ readonly id: string; readonly bytes: Buffer }>;
  /** Somebody to share with: how the service calls them, and their own connection. */
  readonly partner?:
    | { readonly memberId: string; readonly profile: ConnectionProfile; readonly secret: string }
    | undefined;
  /** An address that the service can fetch an image from. */
  importUrl?(): Promise<string>;
  /** The address of an object that the service can register as an image. */
  registerUrl?(): Promise<string>;
  stop?(): Promise<void>;
}

/** What the exercises use; a service with rules of its own says what fits it best, and oddest. */
export interface Samples {
  /** A new image, but for its name. */
  readonly image: Omit<NewImage, 'name'>;
  readonly bytes: Buffer;
  /** Properties as odd as the service takes them, with what it then gives back. */
  readonly properties: {
    readonly set: Readonly<Record<string, string>>;
    readonly got: Readonly<Record<string, string>>;
  };
  readonly otherDiskFormat: string;
  /** An id of the service's shape that no image has. */
  readonly missingId: string;
  /** What is stored is not what was sent, byte for byte: the service packs it. */
  readonly packs: boolean;
  /** So many images are more than one page. */
  readonly pageful: number;
  /** What a private image can become. */
  readonly visibility: 'shared' | 'public';
}

/** What an exercise is given: a provider, and images that are removed when the test ends. */
export interface Bench {
  readonly provider: ImageProvider;
  readonly capabilities: Capabilities;
  readonly call: Call;
  readonly service: Service;
  readonly samples: Samples;
  /** Requests sent so far. */
  requests(): number;
  /** The provider of the partner's connection. */
  partner(): ImageProvider;
  /** Makes a ready image with the sample's bytes. */
  makeImage(more?: Partial<NewImage>): Promise<Made>;
  /** Has the ticket's image removed at the end, whatever becomes of the test. */
  remember<Ticket extends UploadTicket>(ticket: Ticket): Ticket;
  /** A new image of the sample's kind under a name of its own. */
  newImage(more?: Partial<NewImage>): NewImage;
}

export interface Made {
  readonly id: string;
  readonly document: ImageDocument;
  readonly bytes: Buffer;
}

/** One way to prove something of a provider. */
export type Exercise = (bench: Bench) => Promise<void>;

/** For a service without rules of its own. More bytes than a socket takes at once, and no multiple of anything. */
export const USUAL_SAMPLES: Samples = {
  image: { diskFormat: 'raw', containerFormat: 'bare' },
  bytes: randomBytes(3 * 1_048_576 + 17),
  properties: {
    set: { 'hw/disk~bus': 'virtio', unicode: 'Grüße', empty: '' },
    got: { 'hw/disk~bus': 'virtio', unicode: 'Grüße', empty: '' },
  },
  otherDiskFormat: 'iso',
  missingId: '99999999-9999-4999-8999-999999999999',
  packs: false,
  pageful: 3,
  visibility: 'shared',
};

/** A name that nothing else has, of characters that every service allows. */
export function uniqueName(what: string): string {
  return `argosy-${what}-${randomBytes(4).toString('hex')}`;
}

export function bodyOf(bytes: Buffer) {
  async function* stretch(offset: number, length: number): AsyncGenerator<Uint8Array> {
    const end = Math.min(bytes.byteLength, offset + length);
    for (let at = offset; at < end; at += 1_048_576) yield bytes.subarray(at, Math.min(end, at + 1_048_576));
  }
  return {
    sizeBytes: bytes.byteLength,
    open: (offset: number) => stretch(offset, bytes.byteLength),
    again: { survey: () => stretch(0, bytes.byteLength), stretch, count: () => undefined },
  };
}
