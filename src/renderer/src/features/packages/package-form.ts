import { packageRequirement } from '#shared/contract/index.ts';
import {
  type NewPackage,
  PACKAGE_COMPRESSIONS,
  type Package,
  type PackageCompression,
} from '#shared/model/index.ts';
import {
  formOfRequirement,
  type RequirementForm,
  requirementOf,
  requirementProblem,
} from './requirement-form.ts';

/** What the create form holds; an empty number is left to the service. */
export interface PackageForm {
  readonly name: string;
  readonly ramMb: number | undefined;
  readonly quotaGb: number | undefined;
  readonly cpuCap: number | undefined;
  readonly maxSwapMb: number | undefined;
  readonly blockSize: number | undefined;
  readonly compression: PackageCompression | undefined;
  readonly zfsIoPriority: number | undefined;
  readonly requirements: readonly RequirementForm[];
}

export const EMPTY_PACKAGE: PackageForm = {
  name: '',
  ramMb: undefined,
  quotaGb: undefined,
  cpuCap: undefined,
  maxSwapMb: undefined,
  blockSize: undefined,
  compression: undefined,
  zfsIoPriority: undefined,
  requirements: [],
};

/** The largest whole number that the service takes. */
export const LARGEST = 2_147_483_647;

/** A form that begins from another package: they cannot be changed, so a better one is made beside it. */
export function formLike(template: Package): PackageForm {
  return {
    name: `${template.name}-2`,
    ramMb: template.ramMb ?? undefined,
    quotaGb: template.quotaGb ?? undefined,
    cpuCap: template.cpuCap ?? undefined,
    maxSwapMb: template.maxSwapMb ?? undefined,
    blockSize: template.blockSize ?? undefined,
    compression: PACKAGE_COMPRESSIONS.find((known) => known === template.compression),
    zfsIoPriority: template.zfsIoPriority ?? undefined,
    requirements: template.requirements.flatMap((rule, index) => {
      const parsed = packageRequirement.safeParse(rule);
      return parsed.success ? [formOfRequirement(parsed.data, `like-${index}`)] : [];
    }),
  };
}

/** Field → what is wrong with it. Empty when it can be sent. */
export function packageProblems(
  form: PackageForm,
  takenNames: readonly string[],
): Readonly<Record<string, string>> {
  const name = form.name.trim();
  const problems: Record<string, string> = {};
  if (name === '') problems['name'] = 'It needs a name';
  else if (takenNames.includes(name)) problems['name'] = 'A package of this name is there already';
  if (form.ramMb === undefined) problems['ramMb'] = 'How much memory?';
  if (form.quotaGb === undefined) problems['quotaGb'] = 'How much disk?';
  for (const requirement of form.requirements) {
    const problem = requirementProblem(requirement);
    if (problem !== undefined) problems[requirement.key] = problem;
  }
  return problems;
}

/** The package in the contract's words. Throws nothing: call it for a form without problems. */
export function newPackageOf(form: PackageForm): NewPackage {
  const { name, ramMb = 1, quotaGb = 1, requirements, ...optional } = form;
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  const rules = requirements.flatMap((each) => requirementOf(each) ?? []);
  return {
    name: name.trim(),
    ramMb,
    quotaGb,
    ...(Object.fromEntries(given) as Partial<NewPackage>),
    ...(rules.length === 0 ? {} : { requirements: rules }),
  };
}
