import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { valueWords } from '../edits/edit-words.ts';
import type { PropertySet } from './property-clipboard.ts';

interface PropertyChoiceProps {
  readonly label: string;
  readonly properties: PropertySet;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
  /** What becomes of it, at the end of its line. */
  readonly outcome?: (key: string) => ReactNode;
}

/** A set of properties, each to be taken or left. */
export function PropertyChoice({ label, properties, chosen, onChoose, outcome }: PropertyChoiceProps) {
  const keys = Object.keys(properties);
  const all = chosen.size === keys.length;
  const toggle = (key: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(key);
    else next.delete(key);
    onChoose(next);
  };
  return (
    <section className="property-choice" aria-label={label}>
      <header>
        <span className="muted">
          {chosen.size} of {keys.length} chosen
        </span>
        <Button size="small" variant="link" onPress={() => onChoose(new Set(all ? [] : keys))}>
          {all ? 'Choose none' : 'Choose all'}
        </Button>
      </header>
      <ul>
        {Object.entries(properties).map(([key, value]) => (
          <li key={key}>
            <Checkbox className="checkbox" isSelected={chosen.has(key)} onChange={(on) => toggle(key, on)}>
              <span className="checkbox-box" aria-hidden="true" />
              <Plain className="property-key">{key}</Plain>
            </Checkbox>
            <bdi className="property-choice-value">{valueWords(`property.${key}`, value)}</bdi>
            {outcome !== undefined && <span className="property-choice-outcome">{outcome(key)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
