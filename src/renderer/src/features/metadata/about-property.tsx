import type { KnownProperty } from '#shared/properties/index.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { knownFacts } from './known-words.ts';

interface AboutPropertyProps {
  /** The key in question; `undefined` before one was looked at. */
  readonly name: string | undefined;
  readonly known: KnownProperty | undefined;
}

/** What is known of one property: what it does, what it affects, which values it may have, who says so. */
export function AboutProperty({ name, known }: AboutPropertyProps) {
  if (name === undefined) {
    return (
      <p className="muted">
        Go to a property to read what it does. Enter adds one on the left; on the right Enter changes one and
        Delete removes it.
      </p>
    );
  }
  if (known === undefined) {
    return (
      <>
        <h3>
          <Plain className="mono">{name}</Plain>
        </h3>
        <p className="muted">Nothing describes it: a key of your own. Any text will do.</p>
      </>
    );
  }
  const { title, description } = known;
  return (
    <>
      <h3>
        {title !== null && <Plain>{title}</Plain>} <Plain className="mono muted">{name}</Plain>
      </h3>
      {description !== null && description !== '' && <p>{visibleText(description)}</p>}
      <p className="muted">{knownFacts(known).join('. ')}.</p>
    </>
  );
}
