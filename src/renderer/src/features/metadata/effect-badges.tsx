import type { KnownProperty } from '#shared/properties/index.ts';
import { EFFECT_WORDS } from './effect-words.ts';

/** What a property makes a difference to, a word each. */
export function EffectBadges({ affects }: Pick<KnownProperty, 'affects'>) {
  return affects.map((effect) => (
    <span key={effect} className={`effect effect-${effect}`} title={EFFECT_WORDS[effect].meaning}>
      {EFFECT_WORDS[effect].word}
    </span>
  ));
}
