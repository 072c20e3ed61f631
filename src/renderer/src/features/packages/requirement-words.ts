import type { JsonValue, RequirementCondition } from '#shared/model/index.ts';
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

function said(value: JsonValue | undefined): string {
  if (value === undefined) return '?';
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((each) => said(each)).join(', ');
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value));
}

export function isCondition(text: string): text is RequirementCondition {
  return Object.hasOwn(CONDITION_WORDS, text);
}
