import { TextInput } from './fields.tsx';
import { visibleText } from './visible-text.ts';

interface TypedConfirmationProps {
  /** What must be typed. */
  readonly expected: string;
  /** Where it cannot be taken back. */
  readonly where: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Asks for a name before what cannot be undone is done in a cloud that others depend on. */
export function TypedConfirmation({ expected, where, value, onChange }: TypedConfirmationProps) {
  return (
    <div className="typed-confirmation">
      <p>
        Others depend on <bdi>{visibleText(where)}</bdi>. Type{' '}
        <strong className="mono">
          <bdi>{visibleText(expected)}</bdi>
        </strong>{' '}
        to go on.
      </p>
      <TextInput
        label={`Type ${visibleText(expected)}`}
        hideLabel
        mono
        autoFocus
        value={value}
        onChange={onChange}
      />
    </div>
  );
}
