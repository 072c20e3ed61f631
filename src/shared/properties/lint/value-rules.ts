import { checkValue, closestValue } from '../check-value.ts';
import { knownProperty } from '../known-properties.ts';
import type { KnownProperty } from '../known-property.ts';
import type { LintFinding } from '../lint-finding.ts';
import { type LintRule, property, setFix } from './lint-context.ts';
import { spellingOf } from './spelling-rules.ts';

const NO_LIMITS = { propertyValueLength: null };

/**
 * Nova reads these in any case (nova/objects/fields.py: `coerce` and `canonicalize` of Architecture, OSType,
 * HVType, VMMode, SCSIModel).
 */
const CASELESS = [
  'architecture',
  'hw_architecture',
  'hw_emulation_architecture',
  'os_type',
  'hypervisor_type',
  'img_hv_type',
  'vm_mode',
  'hw_vm_mode',
  'hw_scsi_model',
];

const outOfRange: LintRule = ({ image, known, knownByKey }) =>
  Object.entries(image.properties).flatMap(([key, value]) => {
    if (typeof value !== 'string') return [];
    const definition = knownByKey.get(key) ?? knownProperty(known, key);
    if (definition === undefined || spellingOf(key, value) !== undefined) return [];
    return judge(definition, key, value);
  });

function judge(definition: KnownProperty, key: string, value: string): readonly LintFinding[] {
  // Any value will do, whatever a cloud lists: its list ends before the newest systems do.
  if (definition.suggestions !== undefined) return [];
  const checked = checkValue(definition, value, NO_LIMITS);
  if ('value' in checked) {
    const enumerated = (definition.values?.length ?? 0) > 0 && definition.type !== 'boolean';
    const differs = checked.value !== value.trim() && definition.operators === undefined;
    if (!enumerated || !differs || CASELESS.includes(key) || definition.type === 'array') return [];
    return [finding(definition, key, value, checked.value, 'It is read letter by letter.')];
  }
  return [finding(definition, key, value, closestValue(definition, value), checked.problem)];
}

function finding(
  { source, affects, type }: KnownProperty,
  key: string,
  value: string,
  right: string | undefined,
  problem: string,
): LintFinding {
  const told = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  // The cloud's catalogue is a help, and holds nobody to it; what Nova reads is refused, or does nothing.
  const matters = source !== 'cloud' && affects.some((effect) => effect === 'boot' || effect === 'placement');
  return {
    severity: matters ? 'warning' : 'info',
    code: 'value-not-allowed',
    message: `${key} is “${told}”, which is not one of its values.`,
    reason: `${problem} ${
      type === 'boolean'
        ? 'Anything else counts as no.'
        : matters
          ? 'A server of this image may be refused.'
          : 'It makes no difference, or another one than meant.'
    }`,
    fields: [property(key)],
    fix: right === undefined ? null : setFix(`Set it to ${right}`, Object.fromEntries([[key, right]])),
  };
}

export const VALUE_RULES: readonly LintRule[] = [outOfRange];
