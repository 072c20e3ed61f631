import type { KnownProperty } from '#shared/properties/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { EFFECT_WORDS } from './effect-words.ts';
import { rangeWords } from './typed-value.ts';

const VALUES_TOLD = 12;
const TIP_LENGTH = 500;

const SOURCES: Readonly<Record<KnownProperty['source'], string>> = {
  cloud: "From this cloud's metadata catalogue",
  standard: 'From the standard set that comes with Argosy',
  both: "From this cloud's metadata catalogue and the standard set",
};

/** Which values a property may have, in words. */
export function valueWords(known: KnownProperty): string | undefined {
  if (known.type === 'boolean') return 'Yes or no';
  if (known.values !== null && known.values.length > 0) {
    const more = known.values.length - VALUES_TOLD;
    const told = visibleText(known.values.slice(0, VALUES_TOLD).map(String).join(', '));
    return `One of ${told}${more > 0 ? ` and ${more} more` : ''}`;
  }
  const range = rangeWords(known);
  const kind = known.type === 'integer' ? 'A whole number' : known.type === 'number' ? 'A number' : undefined;
  if (kind !== undefined) return range === undefined ? kind : `${kind}, ${range}`;
  if (known.patternWords !== undefined) return visibleText(`Text: ${known.patternWords}`);
  return known.type === 'array' ? 'A list' : undefined;
}

/** What it makes a difference to, what it may be, and who says so: a sentence each. */
export function knownFacts(known: KnownProperty): readonly string[] {
  const facts = [
    ...known.affects.map((effect) => EFFECT_WORDS[effect].meaning),
    valueWords(known),
    SOURCES[known.source],
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** All of it for a tip, cut where that is no place to read on. */
export function knownTip(known: KnownProperty): string {
  const { title, description } = known;
  const parts = [title, description].filter((part) => part !== null && part.trim() !== '');
  const text = visibleText([...parts, `${knownFacts(known).slice(0, -1).join('. ')}.`].join(' · '));
  return text.length > TIP_LENGTH ? `${text.slice(0, TIP_LENGTH)}…` : text;
}
