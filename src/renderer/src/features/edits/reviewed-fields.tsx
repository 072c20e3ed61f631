import { Label, Radio, RadioGroup } from 'react-aria-components';
import { classNames } from '../../ui/class-names.ts';
import { changeNote, fieldWords, valueWords } from './edit-words.ts';
import type { RacedField } from './lost-race.ts';
import { type Side, sideOf } from './review-choice.ts';

interface ReviewedFieldsProps {
  readonly fields: readonly RacedField[];
  /** What the person decided, by field. */
  readonly sides: Readonly<Record<string, Side>>;
  readonly isDisabled: boolean;
  readonly onSide: (field: string, side: Side) => void;
}

/** The fields of one edit: before, yours, the service's now, and whose it shall be. */
export function ReviewedFields(props: ReviewedFieldsProps) {
  return (
    <table className="review-fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">Yours</th>
          <th scope="col">Service now</th>
          <th scope="col">
            <span className="visually-hidden">What happens</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.fields.map((field) => (
          <FieldLine key={field.field} {...props} field={field} />
        ))}
      </tbody>
    </table>
  );
}

interface FieldLineProps extends ReviewedFieldsProps {
  readonly field: RacedField;
}

function FieldLine(props: FieldLineProps) {
  const { field, base, wanted, now, state } = props.field;
  const side = sideOf(props, props.field);
  return (
    <tr className={classNames(state === 'conflict' && 'review-conflict')}>
      <th scope="row">
        <bdi>{fieldWords(field)}</bdi>
      </th>
      <td className="muted">
        <bdi>{valueWords(field, base)}</bdi>
      </td>
      <td className={classNames(side === 'theirs' ? 'review-left-out' : 'review-wanted')}>
        <bdi>{valueWords(field, wanted)}</bdi>
        <Note words={changeNote(field, base, wanted)} />
      </td>
      <td className={classNames(state === 'clean' && 'muted', side === 'theirs' && 'review-wanted')}>
        <bdi>{valueWords(field, now)}</bdi>
        <Note words={changeNote(field, base, now)} />
        {state === 'conflict' && <em className="review-word">Somebody changed it, too</em>}
      </td>
      <td>{state === 'same' ? <SameWords /> : <SideChoice {...props} side={side} />}</td>
    </tr>
  );
}

/** What is otherwise in a value with parts. */
function Note({ words }: { readonly words: string | undefined }) {
  if (words === undefined) return null;
  return (
    <small className="review-note">
      <bdi>{words}</bdi>
    </small>
  );
}

function SameWords() {
  return <span className="muted">It is so already</span>;
}

function SideChoice({
  field,
  side,
  isDisabled,
  onSide,
}: FieldLineProps & { readonly side: Side | undefined }) {
  const words = fieldWords(field.field);
  return (
    <RadioGroup
      className="side-choice"
      orientation="horizontal"
      value={side ?? null}
      isDisabled={isDisabled}
      onChange={(value) => onSide(field.field, value === 'theirs' ? 'theirs' : 'yours')}
    >
      <Label className="visually-hidden">
        {words}
        {field.state === 'conflict' && ': in conflict'}
      </Label>
      <Radio className="side" value="yours">
        Yours
      </Radio>
      <Radio className="side" value="theirs">
        {field.state === 'conflict' ? 'Theirs' : 'Leave'}
      </Radio>
    </RadioGroup>
  );
}
