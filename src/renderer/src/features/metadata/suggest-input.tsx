import { ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { classNames } from '../../ui/class-names.ts';
import { visibleText } from '../../ui/visible-text.ts';

export interface Suggestion {
  readonly value: string;
  /** Second line: what it means. */
  readonly note?: string | undefined;
}

interface SuggestInputProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What fits what was typed so far. */
  readonly suggestions: readonly Suggestion[];
  /** One of them was chosen. */
  readonly onChoose?: (value: string) => void;
  readonly error?: string | undefined;
  readonly reason?: string | undefined;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}

/** A line of text with what is usual offered beneath; anything else may be typed. */
export function SuggestInput(props: SuggestInputProps) {
  const { label, value, onChange, onChoose = onChange, suggestions, error, reason } = props;
  return (
    <ComboBox
      className="field"
      inputValue={value}
      onInputChange={onChange}
      items={suggestions.map((each) => ({ ...each, id: each.value }))}
      allowsCustomValue
      allowsEmptyCollection={false}
      menuTrigger="input"
      isInvalid={error !== undefined}
      isDisabled={reason !== undefined}
      validationBehavior="aria"
      autoFocus={props.autoFocus ?? false}
      // What was typed stays; only a choice of the list replaces it.
      onChange={(key) => {
        if (key !== null) onChoose(String(key));
      }}
      defaultFilter={() => true}
    >
      <Label className={classNames('label', props.hideLabel && 'visually-hidden')}>{label}</Label>
      <Input className="input mono" placeholder={props.placeholder ?? ''} spellCheck={false} />
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover select-popover suggest-popover" offset={4}>
        <ListBox className="list-box">
          {(item: Suggestion & { readonly id: string }) => (
            <ListBoxItem id={item.id} textValue={item.value} className="list-item">
              <span className="list-item-text">
                <bdi className="mono">{visibleText(item.value)}</bdi>
                {item.note !== undefined && <small>{visibleText(item.note)}</small>}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
