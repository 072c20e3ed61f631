import { Pencil, Trash2 } from 'lucide-react';
import type { JsonValue } from '#shared/model/index.ts';
import type { KnownProperty } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { propertyText } from '../inspector/image-changes.ts';
import { PropertyKey } from '../inspector/property-key.tsx';
import type { PropertyRules } from './property-rules.ts';
import { TypedInput } from './typed-input.tsx';
import { editorKind } from './typed-value.ts';

interface PropertyLineProps {
  readonly name: string;
  readonly value: JsonValue;
  readonly known: KnownProperty | undefined;
  readonly rules: PropertyRules;
  readonly busy: boolean;
  /** A switch was turned: it acts at once. */
  readonly onSwitch: (value: string) => void;
  readonly onChange: () => void;
  readonly onRemove: () => void;
}

/** One property in the inspector: what it is, its value, and what can be done with it. */
export function PropertyLine(props: PropertyLineProps) {
  const { name, value, known, rules, busy, onSwitch, onChange, onRemove } = props;
  const text = propertyText(value);
  const checked = known === undefined ? { value: text } : rules.check(name, text);
  const isSwitch = editorKind(known, text) === 'switch';
  const shown = visibleText(name);
  return (
    <li className="property" data-line={name}>
      <PropertyKey name={name} known={known} />
      {known?.title != null && <Plain className="property-title">{known.title}</Plain>}
      {isSwitch ? (
        <TypedInput
          label={shown}
          known={known}
          value={text}
          reason={busy ? 'It is being changed' : rules.reasons.set}
          onChange={onSwitch}
        />
      ) : (
        <Plain className="property-value">{text}</Plain>
      )}
      {'problem' in checked && <small className="metadata-doubt">{checked.problem}</small>}
      <span className="property-actions">
        {!isSwitch && (
          <Button
            variant="icon"
            size="small"
            aria-label={`Change ${shown}`}
            reason={rules.reasons.set}
            onPress={onChange}
          >
            <Pencil size={13} aria-hidden="true" />
          </Button>
        )}
        <Button
          variant="icon"
          size="small"
          aria-label={`Remove ${shown}`}
          reason={rules.reasons.unset}
          onPress={onRemove}
        >
          <Trash2 size={13} aria-hidden="true" />
        </Button>
      </span>
    </li>
  );
}
