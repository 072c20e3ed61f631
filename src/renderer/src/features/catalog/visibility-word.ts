import type { Image, Visibility } from '#shared/model/index.ts';

export const VISIBILITY_WORDS: Readonly<Record<Visibility, string>> = {
  private: 'Private',
  shared: 'Shared',
  community: 'Community',
  public: 'Public',
};

/** Who sees it, in plain consequences. */
export const VISIBILITY_MEANINGS: Readonly<Record<Visibility, string>> = {
  private: 'only this project',
  shared: 'this project and those it is shared with',
  community: 'anyone who knows the id',
  public: 'every project of this cloud',
};

/** The word of a row: being hidden says more than the rest. */
export function visibilityWord(image: Pick<Image, 'visibility' | 'hidden'>): string {
  if (image.hidden === true) return 'Hidden';
  return image.visibility === null ? '–' : VISIBILITY_WORDS[image.visibility];
}

/** The word for a visibility that a service names; its own word where it is not one of ours. */
export function visibilityLabel(value: string): string {
  return isVisibility(value) ? VISIBILITY_WORDS[value] : value;
}

export function isVisibility(value: string): value is Visibility {
  return Object.hasOwn(VISIBILITY_WORDS, value);
}
