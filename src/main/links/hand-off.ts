import { AppError } from '#shared/errors/index.ts';
import { cloudOf, formatAcceptLink } from '#shared/links/index.ts';
import { type ConnectionProfile, type HandOff, type Image, KIND_LABELS } from '#shared/model/index.ts';

export interface HandOffOrder {
  readonly profile: ConnectionProfile;
  readonly image: Pick<Image, 'id' | 'name' | 'visibility'>;
  readonly memberId: string | null;
}

type Command = HandOff['commands'][number];

/** A longer one tells a person nothing more, and has no room in a link. */
const NAME_LENGTH = 255;
/** What stands for the receiver's own connection: only they know how they called it. */
const THEIR_CONNECTION = 'NAME';

/**
 * What an owner gives to a receiver: a link, exact lines, and what to know. An id that a link can hold is one
 * word of any shell, and the link itself stands in quotes. `UNSUPPORTED` where images are not shared with anybody.
 */
export function handOffOf({ profile, image, memberId }: HandOffOrder): HandOff {
  const words = WAYS[profile.kind];
  if (words === undefined) {
    throw new AppError(
      'UNSUPPORTED',
      `${KIND_LABELS[profile.kind]} shares images with nobody, so there is none to hand over.`,
      { operation: 'links.make', hint: 'Share it in the cloud behind it.' },
    );
  }
  const cloud = cloudOf(profile);
  if (cloud === undefined) {
    throw new AppError('INVALID', `The address of ${profile.name} cannot be written in a link.`, {
      operation: 'links.make',
      hint: 'Take out of it what is no part of an address: a user name, a password, a query.',
    });
  }
  const { id, name } = image;
  const imageName = name === null || name.trim() === '' || name.length > NAME_LENGTH ? null : name;
  const link = formatAcceptLink({ kind: profile.kind, cloud, imageId: id, imageName, memberId });
  const commands = [
    ...words.commands(id),
    {
      purpose: 'With Argosy’s command line: shows the same review as the link',
      line: `argosy open '${link}'`,
    },
  ];
  return {
    link,
    commands,
    notes: [...words.notes, ...aboutVisibility(profile, image), ...aboutCloud(cloud)],
  };
}

interface Ways {
  /** The image's own words, ready for a shell. */
  readonly commands: (id: string) => readonly Command[];
  readonly notes: readonly string[];
}

const WAYS: Partial<Readonly<Record<ConnectionProfile['kind'], Ways>>> = {
  glance: {
    commands: (id) => [
      {
        purpose: 'With the OpenStack command line, signed in to the project that it is shared with',
        line: `openstack image set --accept ${id}`,
      },
      {
        purpose: `With Argosy’s command line; ${THEIR_CONNECTION} is your connection to this cloud`,
        line: `argosy member accept -c ${THEIR_CONNECTION} ${id}`,
      },
    ],
    notes: ['The receiver must accept it: until then their lists of images do not show it.'],
  },
  plankton: {
    commands: (id) => [
      { purpose: 'With kamaki: shows the image', line: `kamaki image info ${id}` },
      {
        purpose: `With Argosy’s command line; ${THEIR_CONNECTION} is your connection to this cloud`,
        line: `argosy image show -c ${THEIR_CONNECTION} ${id}`,
      },
    ],
    notes: ['The receiver sees it at once: there is nothing to accept.'],
  },
  djinn: {
    commands: (id) => [
      {
        purpose: `With Argosy’s command line: accepts the invite to the image’s namespace; ${THEIR_CONNECTION} is your connection to this server`,
        line: `argosy member accept -c ${THEIR_CONNECTION} ${id}`,
      },
    ],
    notes: [
      'The receiver accepts an invite to the namespace, and sees all of its images from then on.',
      'Before that a private namespace shows nothing: then its name as path@owner takes the place of the image’s id.',
    ],
  },
};

function aboutVisibility(
  { kind }: ConnectionProfile,
  { visibility }: HandOffOrder['image'],
): readonly string[] {
  if (kind === 'glance' && visibility === 'private') {
    return ['It is private now: nobody can accept it before it is shared.'];
  }
  if (visibility === 'public' || visibility === 'community') {
    return [
      `It is ${visibility === 'public' ? 'public' : 'a community image'}: they can use it without accepting.`,
    ];
  }
  return [];
}

/** Addresses that mean another place to everybody else. */
function aboutCloud(cloud: string): readonly string[] {
  return /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/.test(cloud)
    ? ['The address of this cloud leads to this computer only: elsewhere the link finds no cloud.']
    : [];
}
