import { ChevronDown } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import {
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  NumberField,
  Popover,
  Select,
  SelectValue,
  Switch,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';
import { classNames } from './class-names.ts';

interface FieldFrame {
  readonly label: string;
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly className?: string | undefined;
  readonly isDisabled?: boolean;
  /** Why it cannot be used on this service: greyed, with the reason in place of the hint. */
  readonly reason?: string | undefined;
}

interface TextInputProps extends FieldFrame {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly placeholder?: string | undefined;
  readonly type?: 'text' | 'password' | 'url';
  readonly rows?: number;
  readonly mono?: boolean;
  readonly isRequired?: boolean;
  readonly autoFocus?: boolean;
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly id?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A line of text (or `rows` of it) with its label, hint and error. */
export function TextInput(props: TextInputProps) {
  const { label, value, onChange, rows, error, mono = false } = props;
  const control = classNames('input', mono && 'mono');
  return (
    <TextField
      className={classNames('field', props.className)}
      value={value}
      onChange={onChange}
      {...(props.onBlur === undefined ? {} : { onBlur: props.onBlur })}
      type={props.type ?? 'text'}
      isInvalid={error !== undefined}
      isDisabled={isOff(props)}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
      autoFocus={props.autoFocus ?? false}
      autoComplete={props.autoComplete ?? 'off'}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
    >
      <Label className={classNames('label', props.hideLabel && 'visually-hidden')}>{label}</Label>
      {rows === undefined ? (
        <Input
          className={control}
          placeholder={props.placeholder ?? ''}
          spellCheck={false}
          {...(props.id === undefined ? {} : { id: props.id })}
          {...(props.inputRef ? { ref: props.inputRef } : {})}
        />
      ) : (
        <TextArea className={control} rows={rows} placeholder={props.placeholder ?? ''} spellCheck={false} />
      )}
      <FieldNotes hint={props.hint} error={error} reason={props.reason} />
    </TextField>
  );
}

interface NumberInputProps extends FieldFrame {
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly placeholder?: string;
}

/** A whole number; empty is `undefined`. */
export function NumberInput(props: NumberInputProps) {
  const { label, value, onChange, min = 0, max = 2_147_483_647, unit } = props;
  return (
    <NumberField
      className={classNames('field', props.className)}
      value={value ?? Number.NaN}
      onChange={(next) => onChange(Number.isNaN(next) ? undefined : next)}
      minValue={min}
      maxValue={max}
      isDisabled={isOff(props)}
      isInvalid={props.error !== undefined}
      formatOptions={{ maximumFractionDigits: 0 }}
      validationBehavior="aria"
    >
      <Label className={classNames('label', props.hideLabel && 'visually-hidden')}>{label}</Label>
      <div className="input-with-unit">
        <Input className="input" placeholder={props.placeholder ?? ''} />
        {unit !== undefined && <span className="unit">{unit}</span>}
      </div>
      <FieldNotes hint={props.hint} error={props.error} reason={props.reason} />
    </NumberField>
  );
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly before?: ReactNode;
  /** Second line; for a disabled choice, the reason. */
  readonly note?: string | undefined;
  readonly isDisabled?: boolean;
}

interface SelectInputProps<Value extends string> extends FieldFrame {
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly Choice<Value>[];
  readonly placeholder?: string;
  /** Beside the chosen value: `from content`. */
  readonly badge?: string | undefined;
  readonly autoFocus?: boolean;
}

/** One of a few. */
export function SelectInput<Value extends string>(props: SelectInputProps<Value>) {
  const { label, value, choices, onChange } = props;
  return (
    <Select
      className={classNames('field', props.className)}
      value={value ?? null}
      onChange={(key) => {
        const chosen = choices.find((choice) => choice.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      placeholder={props.placeholder ?? 'Choose…'}
      validationBehavior="aria"
      isDisabled={isOff(props)}
      isInvalid={props.error !== undefined}
      autoFocus={props.autoFocus ?? false}
      disabledKeys={choices.filter((choice) => choice.isDisabled).map((choice) => choice.value)}
    >
      <Label className={classNames('label', props.hideLabel && 'visually-hidden')}>{label}</Label>
      <Button className="input select-button">
        <SelectValue className="select-value">
          {({ defaultChildren, isPlaceholder }) => {
            const chosen = choices.find((choice) => choice.value === value);
            return isPlaceholder || chosen === undefined ? (
              defaultChildren
            ) : (
              <>
                {chosen.before}
                <bdi className="plain">{chosen.label}</bdi>
                {props.badge !== undefined && <span className="tag">{props.badge}</span>}
              </>
            );
          }}
        </SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <FieldNotes hint={props.hint} error={props.error} reason={props.reason} />
      <Popover className="popover select-popover" offset={4}>
        <ListBox className="list-box">
          {choices.map((choice) => (
            <ListBoxItem key={choice.value} id={choice.value} textValue={choice.label} className="list-item">
              {choice.before}
              <span className="list-item-text">
                <bdi>{choice.label}</bdi>
                {choice.note !== undefined && <small>{choice.note}</small>}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

interface SwitchInputProps {
  readonly label: string;
  /** What a screen reader calls it, where the words beside it say only how it stands. */
  readonly name?: string;
  readonly autoFocus?: boolean;
  readonly hint?: string | undefined;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  /** Why it cannot be used on this service. */
  readonly reason?: string | undefined;
}

/** On or off. */
export function SwitchInput(props: SwitchInputProps) {
  const { label, name, hint, value, onChange, reason, autoFocus = false } = props;
  const note = reason ?? hint;
  return (
    <Switch
      className="switch"
      isSelected={value}
      onChange={onChange}
      isDisabled={reason !== undefined}
      autoFocus={autoFocus}
      {...(name === undefined ? {} : { 'aria-label': name })}
    >
      <span className="switch-track" aria-hidden="true" />
      <span className="switch-text">
        {label}
        {note !== undefined && <small>{note}</small>}
      </span>
    </Switch>
  );
}

function isOff({ isDisabled = false, reason }: FieldFrame): boolean {
  return isDisabled || reason !== undefined;
}

type FieldNotesProps = {
  readonly hint: ReactNode;
  readonly error: string | undefined;
  readonly reason: string | undefined;
};

function FieldNotes({ hint, error, reason }: FieldNotesProps) {
  if (reason !== undefined) {
    return (
      <Text slot="description" className="field-hint field-reason">
        <span title={reason}>{reason}</span>
      </Text>
    );
  }
  return (
    <>
      {hint !== undefined && error === undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </>
  );
}
