import type { JsonValue, PackageRequirement, RequirementCondition } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** Erlang's comparisons in a person's words. */
export const CONDITION_WORDS: Readonly<Record<RequirementCondition, string>> = {
  '>=': 'is at least',
  '>': 'is more than',
  '=<': 'is at most',
  '<': 'is less than',
  '=:=': 'is exactly',
  '=/=': 'is not',
  subset: 'is a part of',
  superset: 'has all of',
  disjoint: 'has none of',
  element: 'has among it',
  allowed: 'allows',
};

/** Conditions that compare with several values. */
export const LIST_CONDITIONS: readonly RequirementCondition[] = ['subset', 'superset', 'disjoint'];

/** A rule as the service gives it, in one line; its own JSON where the service knows more kinds than we do. */
export function requirementWords(rule: JsonValue): string {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return JSON.stringify(rule);
  const {
    weight = 'must',
    attribute,
    condition,
    value,
    low,
    high,
  } = rule as Readonly<Record<string, JsonValue>>;
  if (weight === 'random') return `Prefer by chance, between ${said(low)} and ${said(high)}`;
  if (weight === 'scale' && typeof attribute === 'string')
    return `Prefer by ${said(attribute)}, scaled from ${said(low)} to ${said(high)}`;
  if (typeof attribute !== 'string' || typeof condition !== 'string') return JSON.stringify(rule);
  const words = isCondition(condition) ? CONDITION_WORDS[condition] : condition;
  const rest = `${visibleText(attribute)} ${words} ${said(value)}`;
  if (weight === 'must') return `Must: ${rest}`;
  if (weight === 'cant') return `Must not: ${rest}`;
  return typeof weight === 'number' ? `Prefer by ${weight}: ${rest}` : JSON.stringify(rule);
}

/** What a rule means for machines, as a sentence. */
export function requirementSentence(rule: PackageRequirement): string {
  if (rule.weight === 'random') {
    return `Each server gets a chance number from ${rule.low} to ${rule.high}: of equal ones not always the same is taken.`;
  }
  if (rule.weight === 'scale') {
    const most = Math.max(rule.low, rule.high);
    return `The larger its ${said(rule.attribute)}, the sooner a server is taken: it counts from ${rule.low} up to ${most}.`;
  }
  const when = `whose ${said(rule.attribute)} ${CONDITION_WORDS[rule.condition]} ${said(rule.value)}`;
  if (rule.weight === 'must') return `Machines run only on servers ${when}.`;
  if (rule.weight === 'cant') return `Machines never run on servers ${when}.`;
  return rule.weight >= 0
    ? `Servers ${when} are preferred, by ${rule.weight}.`
    : `Servers ${when} are avoided, by ${-rule.weight}.`;
}

function said(value: JsonValue | undefined): string {
  if (value === undefined) return '?';
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((each) => said(each)).join(', ');
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value));
}

function isCondition(text: string): text is RequirementCondition {
  return Object.hasOwn(CONDITION_WORDS, text);
}
