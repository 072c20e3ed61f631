import { InvalidArgumentError } from 'commander';
import { packageRequirement } from '#shared/contract/index.ts';
import { type PackageRequirement, REQUIREMENT_CONDITIONS } from '#shared/model/index.ts';

/** Collects the rules of a repeated `--requirement`, each one JSON object. Throws a usage error. */
export function collectRequirements(
  text: string,
  before: readonly PackageRequirement[] = [],
): readonly PackageRequirement[] {
  const rule = packageRequirement.safeParse(parsed(text));
  if (rule.success) return [...before, rule.data];
  throw new InvalidArgumentError(
    'a rule is wanted: {"weight":"must"|"cant"|NUMBER,"attribute":…,"condition":…,"value":…}, ' +
      '{"weight":"scale","attribute":…,"low":…,"high":…} or {"weight":"random","low":…,"high":…}; ' +
      `a condition is one of ${REQUIREMENT_CONDITIONS.join(' ')}.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
