import { packageRequirement } from '#shared/contract/index.ts';
import type { PackageRequirement, RequirementCondition } from '#shared/model/index.ts';
import { LIST_CONDITIONS } from './requirement-words.ts';

export const RULE_KINDS = ['must', 'cant', 'prefer', 'scale', 'random'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const RULE_WORDS: Readonly<Record<RuleKind, { readonly label: string; readonly note: string }>> = {
  must: { label: 'Must', note: 'only servers for which it holds' },
  cant: { label: 'Must not', note: 'no server for which it holds' },
  prefer: { label: 'Prefer', note: 'adds its weight where it holds' },
  scale: { label: 'Prefer by size', note: 'adds more, the larger the value' },
  random: { label: 'Prefer by chance', note: 'spreads machines over servers' },
};

/** One row of the requirements editor, as typed. */
export interface RequirementForm {
  readonly key: string;
  readonly kind: RuleKind;
  readonly weight: number | undefined;
  readonly attribute: string;
  readonly condition: RequirementCondition;
  readonly value: string;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

let rowsMade = 0;

export function newRequirement(): RequirementForm {
  rowsMade += 1;
  return {
    key: `rule-${rowsMade}`,
    kind: 'must',
    weight: 1,
    attribute: '',
    condition: '>=',
    value: '',
    low: 0,
    high: 10,
  };
}

/** The row of a rule that exists. */
export function formOfRequirement(rule: PackageRequirement, key: string): RequirementForm {
  const row = { ...newRequirement(), key };
  if ('low' in rule) {
    const attribute = 'attribute' in rule ? rule.attribute : '';
    return { ...row, kind: rule.weight, attribute, low: rule.low, high: rule.high };
  }
  const { weight, attribute, condition, value } = rule;
  const text = (Array.isArray(value) ? (value as readonly (string | number)[]) : [value as string | number])
    .map(operandText)
    .join(', ');
  const kind = typeof weight === 'number' ? 'prefer' : weight;
  return {
    ...row,
    kind,
    attribute,
    condition,
    value: text,
    weight: typeof weight === 'number' ? weight : row.weight,
  };
}

/** The rule that a row describes; `undefined` while something is wrong with it. */
export function requirementOf(row: RequirementForm): PackageRequirement | undefined {
  if (requirementProblem(row) !== undefined) return undefined;
  const parsed = packageRequirement.safeParse(draftOf(row));
  return parsed.success ? parsed.data : undefined;
}

/** What is wrong with a row, for a person; `undefined` if nothing is. */
export function requirementProblem(row: RequirementForm): string | undefined {
  if (row.kind !== 'random' && row.attribute.trim() === '') return 'Which attribute?';
  if (row.kind === 'scale' || row.kind === 'random') {
    if (row.low === undefined || row.high === undefined) return 'From where to where?';
    return row.low > row.high ? 'The first number is the smaller one' : undefined;
  }
  if (row.kind === 'prefer' && row.weight === undefined) return 'It needs a weight';
  if (row.value.trim() === '') return 'Compared with what?';
  if (
    operandsOf(row).some((part) => typeof operand(part) === 'number' && !Number.isSafeInteger(operand(part)))
  )
    return 'Only whole numbers; as a text put it in quotes: "1.5"';
  return packageRequirement.safeParse(draftOf(row)).success ? undefined : 'It cannot be sent like this';
}

function draftOf(row: RequirementForm): unknown {
  const { kind, weight, condition, low, high } = row;
  const attribute = row.attribute.trim();
  if (kind === 'random') return { weight: 'random', low, high };
  if (kind === 'scale') return { weight: 'scale', attribute, low, high };
  const operands = operandsOf(row).map(operand);
  const value = LIST_CONDITIONS.includes(condition) ? operands : operands[0];
  return { weight: kind === 'prefer' ? weight : kind, attribute, condition, value };
}

/** What is compared with, as typed: one, or several with commas between them. */
function operandsOf({ condition, value }: RequirementForm): readonly string[] {
  if (!LIST_CONDITIONS.includes(condition)) return [value.trim()];
  return value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** A number where it reads as one, text otherwise; quotes make a text of anything. */
function operand(text: string): string | number {
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  return READS_AS_NUMBER.test(text) ? Number(text) : text;
}

const READS_AS_NUMBER = /^-?\d+(\.\d+)?$/;

/** A value as it is typed. */
function operandText(value: string | number): string {
  return typeof value === 'string' && (READS_AS_NUMBER.test(value) || /^".*"$/s.test(value))
    ? `"${value}"`
    : String(value);
}
