import { CloudDot } from '../../ui/cloud-name.tsx';
import { SelectInput } from '../../ui/fields.tsx';

/** A cloud that bytes may go to. */
export interface CloudChoice {
  readonly name: string;
  readonly color: number;
  /** Why it cannot be chosen. */
  readonly reason: string | undefined;
  /** What to know of one that can. */
  readonly note?: string | undefined;
}

interface Props {
  readonly value: string | undefined;
  readonly onChange: (name: string) => void;
  readonly choices: readonly CloudChoice[];
}

/** "to (cloud)", beside the title of a dialog. Clouds that cannot take it are greyed with the reason. */
export function CloudTarget({ value, onChange, choices }: Props) {
  return (
    <span className="upload-destination">
      <span className="muted" aria-hidden="true">
        to
      </span>
      <SelectInput
        label="To cloud"
        hideLabel
        placeholder="Choose a cloud"
        value={value}
        onChange={onChange}
        choices={choices.map(({ name, color, reason, note }) => ({
          value: name,
          label: name,
          before: <CloudDot color={color} />,
          note: reason ?? note,
          isDisabled: reason !== undefined,
        }))}
      />
    </span>
  );
}
