import { knownProperty } from '../known-properties.ts';
import type { KnownProperty } from '../known-property.ts';
import { oneTypoApart } from '../typo.ts';
import { editFix, type LintContext, type LintRule, property } from './lint-context.ts';

const LEAST_LENGTH = 5;

/** A key that nobody knows, one slip away from one that Nova reads: it is kept, and does nothing. */
const typo: LintRule = (context) => {
  const { image, known, knownByKey } = context;
  return Object.entries(image.properties).flatMap(([key, value]) => {
    if (
      key.length < LEAST_LENGTH ||
      isTraits(key) ||
      knownByKey.has(key) ||
      knownProperty(known, key) !== undefined
    )
      return [];
    const meant = meantBy(key, known);
    if (meant === undefined) return [];
    const certain = typeof value === 'string' && !Object.hasOwn(image.properties, meant);
    return [
      {
        severity: 'warning',
        code: 'key-typo',
        message: `Nobody reads “${key}”; did you mean ${meant}?`,
        reason: 'A property with a wrong name is kept, and makes no difference.',
        fields: [property(key)],
        fix: certain
          ? editFix(`Rename it to ${meant}`, {
              setProperties: Object.fromEntries([[meant, value]]),
              unsetProperties: [key],
            })
          : null,
      },
    ];
  });
};

interface Spelling {
  readonly key: string;
  readonly plain: string;
}

/** A service may define thousands of keys, and an image have as many: each is spelt plainly once. */
const spellings = new WeakMap<readonly KnownProperty[], readonly Spelling[]>();

function spellingsOf(known: readonly KnownProperty[]): readonly Spelling[] {
  const kept = spellings.get(known);
  if (kept !== undefined) return kept;
  const read = known.filter(({ key }) => isParticular(key)).map(({ key }) => ({ key, plain: plain(key) }));
  spellings.set(known, read);
  return read;
}

/** The one known key that was meant; none where several could be. */
function meantBy(key: string, known: readonly KnownProperty[]): string | undefined {
  const typed = plain(key);
  const candidates = spellingsOf(known);
  const same = candidates.filter((candidate) => candidate.plain === typed);
  const near =
    same.length > 0 ? same : candidates.filter((candidate) => oneTypoApart(candidate.plain, typed));
  return near.length === 1 ? near[0]?.key : undefined;
}

/** A plain word (`description`) may be anybody's own key in another spelling. */
function isParticular(key: string): boolean {
  return /[_.:]/.test(key) || key === 'architecture';
}

function plain(key: string): string {
  return key.trim().toLowerCase().replaceAll(/[-\s]/g, '_');
}

function isTraits(key: string): boolean {
  return /^traits:./.test(key);
}

/** Glance's own catalogue says `traits:`, but Nova reads only `trait:` (`_set_attr_from_trait_names`). */
const traits: LintRule = ({ image }: LintContext) =>
  Object.keys(image.properties)
    .filter(isTraits)
    .map((key) => {
      const right = `trait:${key.slice('traits:'.length)}`;
      const free = !Object.hasOwn(image.properties, right);
      return {
        severity: 'warning',
        code: 'trait-prefix',
        message: `“${key}” begins with traits:, but only trait: is read.`,
        reason: 'The server may be placed on a host that cannot do what the image needs.',
        fields: [property(key)],
        fix: free
          ? editFix(`Rename it to ${right}`, {
              setProperties: Object.fromEntries([[right, 'required']]),
              unsetProperties: [key],
            })
          : null,
      };
    });

export const KEY_RULES: readonly LintRule[] = [typo, traits];
