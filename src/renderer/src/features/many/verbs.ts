import type { Capabilities, Image, ImageEdit, Operation } from '#shared/model/index.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';

export const VERBS = ['retire', 'restore', 'protect', 'unprotect', 'deactivate', 'reactivate'] as const;
export type Verb = (typeof VERBS)[number];

export interface VerbFacts {
  readonly label: string;
  /** What has happened to them: `retired`. */
  readonly done: string;
  /** What comes of it, in plain words. */
  readonly consequence: string;
  readonly operation: Operation;
  /** The edit that it is; without one it is a call of its own. */
  readonly edit: ImageEdit | undefined;
  /** Why it says nothing of an image as it stands; `undefined` if it does. */
  readonly state: (image: Image) => string | undefined;
}

export const VERB_FACTS: Readonly<Record<Verb, VerbFacts>> = {
  retire: {
    label: 'Retire',
    done: 'retired',
    consequence: 'Left out of ordinary lists, still usable by its id. Found again by hidden:yes.',
    operation: 'image.hide',
    edit: { hidden: true },
    state: ({ hidden }) => (hidden === true ? 'It is retired already' : undefined),
  },
  restore: {
    label: 'Restore',
    done: 'restored',
    consequence: 'In ordinary lists again.',
    operation: 'image.hide',
    edit: { hidden: false },
    state: ({ hidden }) => (hidden === true ? undefined : 'It is not retired'),
  },
  protect: {
    label: 'Protect',
    done: 'protected',
    consequence: 'Nobody can delete it while this is on.',
    operation: 'image.protect',
    edit: { protected: true },
    state: (image) => (image.protected === true ? 'It is protected already' : undefined),
  },
  unprotect: {
    label: 'Unprotect',
    done: 'no longer protected',
    consequence: 'It can be deleted again.',
    operation: 'image.protect',
    edit: { protected: false },
    state: (image) => (image.protected === true ? undefined : 'It is not protected'),
  },
  deactivate: {
    label: 'Deactivate',
    done: 'deactivated',
    consequence: 'No downloads and no boots of it until it is reactivated.',
    operation: 'image.deactivate',
    edit: undefined,
    state: ({ status }) => (status === 'ready' ? undefined : 'Only a ready image can be deactivated'),
  },
  reactivate: {
    label: 'Reactivate',
    done: 'usable again',
    consequence: 'Downloads and boots of it work again.',
    operation: 'image.deactivate',
    edit: undefined,
    state: ({ status }) => (status === 'disabled' ? undefined : 'It is not deactivated'),
  },
};

/** The two sides of each thing that verbs do. */
const VERB_PAIRS = [
  ['retire', 'restore'],
  ['protect', 'unprotect'],
  ['deactivate', 'reactivate'],
] as const;

type AllCapabilities = Readonly<Record<string, Capabilities>>;

/** Why a verb does nothing to one image; `undefined` if it does something. */
export function verbReason(verb: Verb, image: Image, capabilities: AllCapabilities): string | undefined {
  const { operation, edit, state } = VERB_FACTS[verb];
  const abilities = capabilities[image.connection];
  return (
    goneReason(image) ??
    reasonAgainst(abilities, operation) ??
    (edit === undefined ? undefined : reasonAgainst(abilities, 'image.edit')) ??
    state(image)
  );
}

/** The images that a verb does something to. */
export function imagesFor(
  verb: Verb,
  images: readonly Image[],
  capabilities: AllCapabilities,
): readonly Image[] {
  return images.filter((image) => verbReason(verb, image, capabilities) === undefined);
}

/** Why a verb does nothing to any of these images. */
export function noVerbReason(
  verb: Verb,
  images: readonly Image[],
  capabilities: AllCapabilities,
): string | undefined {
  const [first] = images;
  if (first === undefined) return 'Choose an image first';
  const against = verbReason(verb, first, capabilities);
  return images.every((image) => verbReason(verb, image, capabilities) !== undefined) ? against : undefined;
}

/** Of each pair the sides that do something; where none does, the first one, to say why. */
export function verbsFor(images: readonly Image[], capabilities: AllCapabilities): readonly Verb[] {
  return VERB_PAIRS.flatMap(([one, other]) => {
    const usable = [one, other].filter((verb) => noVerbReason(verb, images, capabilities) === undefined);
    if (usable.length > 0) return usable;
    // Of one that is retired it is restoring that cannot be done.
    return images.every((image) => VERB_FACTS[other].state(image) === undefined) ? [other] : [one];
  });
}

export function opposite(verb: Verb): Verb {
  for (const [one, other] of VERB_PAIRS) {
    if (verb === one) return other;
    if (verb === other) return one;
  }
  return verb;
}
