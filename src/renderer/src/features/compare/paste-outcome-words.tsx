import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { fieldWords, valueWords } from '../edits/edit-words.ts';
import type { ManyPlan } from '../many/many-plan.ts';
import { imageOutcomes, type KeyOutcome, keyOf } from './paste-outcome.ts';

const IMAGES_SHOWN = 50;

interface OutcomeWordsProps {
  readonly name: string;
  readonly outcome: KeyOutcome;
  readonly many: boolean;
  /** Why it is left out somewhere. */
  readonly refused: string | undefined;
}

/** What becomes of one property. */
export function OutcomeWords({ name, outcome, many, refused }: OutcomeWordsProps) {
  const { added, replaced, replacedIn, kept } = outcome;
  const [before] = replaced;
  if (refused !== undefined && !many) return `cannot be set: ${refused}`;
  if (!many) {
    if (before !== undefined)
      return (
        <>
          replaces <s>{valueWords(`property.${name}`, before)}</s>
        </>
      );
    return added > 0 ? 'added' : 'already so';
  }
  const words = [
    added > 0 && `added to ${formatCount(added)}`,
    replacedIn > 0 && `replaced in ${formatCount(replacedIn)}`,
    kept > 0 && `as before in ${formatCount(kept)}`,
  ].filter((part) => typeof part === 'string');
  return words.join(', ');
}

/** What each image gets, and what it loses for that. */
export function PerImage({ plan }: { readonly plan: ManyPlan }) {
  const outcomes = imageOutcomes(plan);
  return (
    <section className="paste-images" aria-label="What each image gets">
      <h3>What each image gets</h3>
      <ul>
        {outcomes.slice(0, IMAGES_SHOWN).map((outcome) => (
          <li key={keyOf(outcome)}>
            <span className="paste-image">
              <Plain className="image-name">{named(outcome.image.name, outcome.image.id)}</Plain>{' '}
              <Plain className="muted">{outcome.image.connection}</Plain>
            </span>
            <span>
              {outcome.added.length > 0 && <>{formatCount(outcome.added.length)} added</>}
              {outcome.added.length > 0 && outcome.replaced.length > 0 && '; '}
              {outcome.replaced.map(({ key, before, after }, index) => (
                <span key={key}>
                  {index > 0 && ', '}
                  <bdi>{fieldWords(`property.${key}`)}</bdi> <s>{valueWords(`property.${key}`, before)}</s>{' '}
                  <b>{valueWords(`property.${key}`, after)}</b>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {outcomes.length > IMAGES_SHOWN && (
        <p className="muted">and {formatCount(outcomes.length - IMAGES_SHOWN)} more</p>
      )}
    </section>
  );
}
