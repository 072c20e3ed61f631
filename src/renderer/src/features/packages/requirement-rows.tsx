import { Plus, X } from 'lucide-react';
import { REQUIREMENT_CONDITIONS } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { NumberInput, SelectInput, TextInput } from '../../ui/fields.tsx';
import {
  newRequirement,
  type RequirementForm,
  RULE_KINDS,
  RULE_WORDS,
  requirementOf,
} from './requirement-form.ts';
import { CONDITION_WORDS, LIST_CONDITIONS, requirementSentence } from './requirement-words.ts';

interface RequirementRowsProps {
  readonly rows: readonly RequirementForm[];
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (rows: readonly RequirementForm[]) => void;
}

const KINDS = RULE_KINDS.map((value) => ({ value, ...RULE_WORDS[value] }));
const CONDITIONS = REQUIREMENT_CONDITIONS.map((value) => ({
  value,
  label: CONDITION_WORDS[value],
  note: value,
}));
const SMALLEST = -2_147_483_648;

/** The rules on where machines of the package may run, one a row. */
export function RequirementRows({ rows, problems, onChange }: RequirementRowsProps) {
  return (
    <section className="rules" aria-label="Requirements">
      <h3>Where it may run</h3>
      {rows.length === 0 && <p className="muted">Anywhere. Add a rule to keep it to some servers.</p>}
      {rows.map((row, index) => (
        <Row
          key={row.key}
          row={row}
          place={index + 1}
          problem={problems[row.key]}
          onChange={(next) => onChange(rows.map((each) => (each.key === row.key ? next : each)))}
          onRemove={() => onChange(rows.filter((each) => each.key !== row.key))}
        />
      ))}
      <Button size="small" onPress={() => onChange([...rows, newRequirement()])}>
        <Plus size={13} aria-hidden="true" />
        Add a rule
      </Button>
    </section>
  );
}

interface RowProps {
  readonly row: RequirementForm;
  readonly place: number;
  readonly problem: string | undefined;
  readonly onChange: (row: RequirementForm) => void;
  readonly onRemove: () => void;
}

function Row({ row, place, problem, onChange, onRemove }: RowProps) {
  const set = (patch: Partial<RequirementForm>): void => onChange({ ...row, ...patch });
  const rule = requirementOf(row);
  return (
    <fieldset className="rule" aria-label={`Rule ${place}`}>
      <div className="rule-fields">
        <SelectInput
          label="Rule"
          hideLabel
          className="rule-kind"
          value={row.kind}
          choices={KINDS}
          onChange={(kind) => set({ kind })}
        />
        <RuleFields row={row} set={set} />
      </div>
      <Button variant="icon" size="small" aria-label={`Remove rule ${place}`} onPress={onRemove}>
        <X size={13} aria-hidden="true" />
      </Button>
      {problem !== undefined ? (
        <p className="field-error" role="alert">
          {problem}
        </p>
      ) : (
        rule !== undefined && <p className="rule-sentence">{requirementSentence(rule)}</p>
      )}
    </fieldset>
  );
}

interface RuleFieldsProps {
  readonly row: RequirementForm;
  readonly set: (patch: Partial<RequirementForm>) => void;
}

/** What a rule of this kind is made of. */
function RuleFields({ row, set }: RuleFieldsProps) {
  const ranged = row.kind === 'scale' || row.kind === 'random';
  const several = LIST_CONDITIONS.includes(row.condition);
  return (
    <>
      {row.kind === 'prefer' && (
        <NumberInput
          label="Weight"
          hideLabel
          className="rule-number"
          min={SMALLEST}
          value={row.weight}
          onChange={(weight) => set({ weight })}
        />
      )}
      {row.kind !== 'random' && (
        <TextInput
          label="Attribute"
          hideLabel
          mono
          className="rule-attribute"
          placeholder="resources.free-memory"
          value={row.attribute}
          onChange={(attribute) => set({ attribute })}
        />
      )}
      {!ranged && (
        <>
          <SelectInput
            label="Condition"
            hideLabel
            className="rule-condition"
            value={row.condition}
            choices={CONDITIONS}
            onChange={(condition) => set({ condition })}
          />
          <TextInput
            label="Value"
            hideLabel
            mono
            className="rule-value"
            placeholder={several ? 'one, two, three' : '8192'}
            value={row.value}
            onChange={(value) => set({ value })}
          />
        </>
      )}
      {ranged && (
        <>
          <span className="rule-word">from</span>
          <NumberInput
            label="From"
            hideLabel
            className="rule-number"
            min={SMALLEST}
            value={row.low}
            onChange={(low) => set({ low })}
          />
          <span className="rule-word">to</span>
          <NumberInput
            label="To"
            hideLabel
            className="rule-number"
            min={SMALLEST}
            value={row.high}
            onChange={(high) => set({ high })}
          />
        </>
      )}
    </>
  );
}
