import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
} from 'react';
import {
  ComboBox,
  ComboBoxStateContext,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
  TextField,
} from 'react-aria-components';
import { wordsOf } from './token-text.ts';
import { type Complete, useCompletion } from './use-completion.ts';
import { visibleText } from './visible-text.ts';

interface TokenInputProps {
  readonly label: string;
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  /** Words that were entered, or chosen. */
  readonly onAdd: (words: readonly string[]) => void;
  /** Backspace in the empty field. */
  readonly onBack: () => void;
  readonly placeholder: string;
  readonly note: ReactNode;
  readonly isInvalid: boolean;
  readonly isDisabled: boolean;
  /** What is there already, and is proposed no more. */
  readonly taken: readonly string[];
  readonly complete: Complete | undefined;
}

/** The field that tokens are typed into: Enter or a comma adds, several can be pasted, some are proposed. */
export function TokenInput(props: TokenInputProps) {
  const { draft, onDraft, onAdd, onBack } = props;
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    // An option that the keyboard stands on is what Enter means.
    const onOption = event.target.getAttribute('aria-activedescendant') !== null;
    if ((event.key === ',' || (event.key === 'Enter' && !onOption)) && draft.trim() !== '') {
      event.preventDefault();
      event.stopPropagation();
      onAdd(wordsOf(draft));
    } else if (event.key === 'Backspace' && draft === '') onBack();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const words = wordsOf(event.clipboardData.getData('text'));
    if (words.length < 2) return;
    event.preventDefault();
    onAdd([...wordsOf(draft), ...words]);
  };
  return (
    <div onKeyDownCapture={onKeyDownCapture} onPaste={onPaste}>
      {props.complete === undefined ? (
        <TextField
          value={draft}
          isDisabled={props.isDisabled}
          isInvalid={props.isInvalid}
          onChange={onDraft}
          onBlur={() => onAdd(wordsOf(draft))}
        >
          <Label className="label">{props.label}</Label>
          <Input className="input" placeholder={props.placeholder} />
          <Note>{props.note}</Note>
        </TextField>
      ) : (
        <Proposing {...props} complete={props.complete} />
      )}
    </div>
  );
}

function Proposing(props: TokenInputProps & { readonly complete: Complete }) {
  const { draft, onDraft, onAdd, complete, taken } = props;
  const found = useCompletion(draft, draft.trim() === '' ? undefined : complete);
  const options = found.filter(({ value }) => !taken.includes(value));
  // The box would write the chosen option into its field, which is for the next one.
  const chosen = useRef<string>(undefined);
  return (
    <ComboBox
      allowsCustomValue
      // What fits comes a moment after it was typed: `Opener` opens the list then.
      menuTrigger="manual"
      value={null}
      inputValue={draft}
      items={options}
      defaultFilter={() => true}
      isDisabled={props.isDisabled}
      isInvalid={props.isInvalid}
      onInputChange={(text) => {
        if (text !== chosen.current) onDraft(text);
        chosen.current = undefined;
      }}
      onChange={(key) => {
        if (key === null) return;
        chosen.current = String(key);
        onAdd([String(key)]);
      }}
      onBlur={() => onAdd(wordsOf(draft))}
    >
      <Label className="label">{props.label}</Label>
      <Input className="input" placeholder={props.placeholder} />
      <Note>{props.note}</Note>
      <Opener draft={draft} options={options} />
      <Popover className="popover select-popover" offset={4}>
        <section aria-label={`Proposals: ${props.label}`}>
          <ListBox<(typeof options)[number]> className="list-box">
            {({ value, note }) => (
              <ListBoxItem id={value} textValue={value} className="list-item completion">
                <bdi className="plain">{visibleText(value)}</bdi>
                {note !== undefined && <small className="figure">{note}</small>}
              </ListBoxItem>
            )}
          </ListBox>
        </section>
      </Popover>
    </ComboBox>
  );
}

/** Shows the list while there is something in it; one that was closed by hand stays so until the text changes. */
function Opener({ draft, options }: { readonly draft: string; readonly options: readonly unknown[] }) {
  const state = useContext(ComboBoxStateContext);
  const latest = useRef(state);
  latest.current = state;
  const some = options.length > 0;
  useEffect(() => {
    const now = latest.current;
    if (some && draft.trim() !== '' && now?.isFocused) now.open(null, 'input');
    else now?.close();
  }, [some, draft]);
  return null;
}

function Note({ children }: { readonly children: ReactNode }) {
  if (children === undefined) return null;
  return (
    <Text slot="description" className="field-hint">
      {children}
    </Text>
  );
}
