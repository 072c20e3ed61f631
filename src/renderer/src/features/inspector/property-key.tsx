import type { KnownProperty } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { EffectBadges } from '../metadata/effect-badges.tsx';
import { knownTip } from '../metadata/known-words.ts';

interface PropertyKeyProps {
  readonly name: string;
  readonly known: KnownProperty | undefined;
}

/** A property's key; one that something is known of says on hover and on focus what it does. */
export function PropertyKey({ name, known }: PropertyKeyProps) {
  if (known === undefined) return <Plain className="property-key">{name}</Plain>;
  return (
    <span className="property-key-line">
      <Button variant="link" className="property-key property-key-known" tip={knownTip(known)}>
        <Plain title="">{name}</Plain>
      </Button>
      <EffectBadges affects={known.affects} />
    </span>
  );
}
