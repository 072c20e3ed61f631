import { Label, Radio, RadioGroup } from 'react-aria-components';
import { CONNECTION_KINDS, type ConnectionKind, KIND_LABELS } from '#shared/model/index.ts';
import { KIND_LINES } from './kind-facts.ts';

interface KindChooserProps {
  readonly value: ConnectionKind;
  readonly onChange: (kind: ConnectionKind) => void;
}

/** The kinds of service as cards, one line each. */
export function KindChooser({ value, onChange }: KindChooserProps) {
  return (
    <RadioGroup
      className="kinds span-2"
      value={value}
      onChange={(chosen) => {
        const kind = CONNECTION_KINDS.find((each) => each === chosen);
        if (kind !== undefined) onChange(kind);
      }}
    >
      <Label className="label">Kind of service</Label>
      <div className="kind-cards">
        {CONNECTION_KINDS.map((kind) => (
          <Radio key={kind} value={kind} className="kind-card">
            <strong>{KIND_LABELS[kind]}</strong>
            <span>{KIND_LINES[kind]}</span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
