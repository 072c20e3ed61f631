import { isForLibvirt, isWindows, type LintRule, property, saysYes, setFix, textOf } from './lint-context.ts';

/** nova/virt/hardware.py `get_vtpm_constraint`. */
const crbWithOldTpm: LintRule = (context) => {
  if (textOf(context, 'hw_tpm_model') !== 'tpm-crb' || textOf(context, 'hw_tpm_version') !== '1.2') return [];
  return [
    {
      severity: 'warning',
      code: 'tpm-crb-with-old-version',
      message: 'The TPM model tpm-crb goes with version 2.0 only, not with 1.2.',
      reason: 'The server is refused when it is made.',
      fields: [property('hw_tpm_model'), property('hw_tpm_version')],
      fix: null,
    },
  ];
};

/** The same: without a version there is no TPM, whatever the model. */
const tpmWithoutVersion: LintRule = (context) => {
  const model = textOf(context, 'hw_tpm_model');
  if (model === undefined || textOf(context, 'hw_tpm_version') !== undefined) return [];
  return [
    {
      severity: 'info',
      code: 'tpm-without-version',
      message: 'A TPM model is chosen, but no version.',
      reason: 'There is no TPM then, unless the flavor names a version.',
      fields: [property('hw_tpm_model'), property('hw_tpm_version')],
      fix: model === 'tpm-crb' ? setFix('Set the version to 2.0', { hw_tpm_version: '2.0' }) : null,
    },
  ];
};

/** Microsoft, “Enable TPM 2.0”: Windows does not use a TPM 2.0 with BIOS. Nova itself does not mind. */
const windowsTpmWithBios: LintRule = (context) => {
  if (textOf(context, 'hw_tpm_version') !== '2.0' || !isWindows(context) || !isForLibvirt(context)) return [];
  if (textOf(context, 'hw_firmware_type') === 'uefi') return [];
  return [
    {
      severity: 'info',
      code: 'windows-tpm-without-uefi',
      message: 'The TPM 2.0 is of use to Windows only with UEFI, which is not set.',
      reason: 'Windows finds the TPM but does not use it when it was started with BIOS.',
      fields: [property('hw_tpm_version'), property('hw_firmware_type')],
      fix: null,
    },
  ];
};

/** nova/virt/hardware.py `get_cpu_policy_constraint` and below: refused, unless the flavor asks for dedicated ones. */
const threadsWithoutDedicated: LintRule = (context) => {
  const policy = textOf(context, 'hw_cpu_policy');
  const threads = textOf(context, 'hw_cpu_thread_policy');
  if (threads === undefined || policy === 'dedicated' || policy === 'mixed') return [];
  return [
    {
      severity: policy === 'shared' ? 'warning' : 'info',
      code: 'thread-policy-without-dedicated',
      message: 'The use of hyper-threads is chosen, but processors are not dedicated.',
      reason: 'The server is refused when it is made, unless its flavor gives dedicated processors.',
      fields: [property('hw_cpu_thread_policy'), property('hw_cpu_policy')],
      fix: null,
    },
  ];
};

/** nova/virt/hardware.py `get_locked_memory_constraint`. */
const lockedWithoutPageSize: LintRule = (context) => {
  if (!saysYes(context, 'hw_locked_memory') || textOf(context, 'hw_mem_page_size') !== undefined) return [];
  return [
    {
      severity: 'info',
      code: 'locked-memory-without-page-size',
      message: 'Memory is to be locked, but no page size is chosen.',
      reason: 'The server is refused when it is made, unless its flavor names a page size.',
      fields: [property('hw_locked_memory'), property('hw_mem_page_size')],
      fix: null,
    },
  ];
};

/** SCS-0102: one cannot be true at the same time as the other. */
const licenceTwice: LintRule = (context) => {
  if (!saysYes(context, 'license_included') || !saysYes(context, 'license_required')) return [];
  return [
    {
      severity: 'info',
      code: 'licence-contradicted',
      message: 'The licence is said to be included, and to be brought along.',
      reason: 'Who starts a server cannot know whether a licence is needed.',
      fields: [property('license_included'), property('license_required')],
      fix: null,
    },
  ];
};

export const SECURITY_RULES: readonly LintRule[] = [
  crbWithOldTpm,
  tpmWithoutVersion,
  windowsTpmWithBios,
  threadsWithoutDedicated,
  lockedWithoutPageSize,
  licenceTwice,
];
