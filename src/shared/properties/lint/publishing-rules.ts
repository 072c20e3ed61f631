import { type LintRule, property } from './lint-context.ts';

/** SCS-0102 v1: mandatory properties that only it has. Two of them say that somebody means to follow it. */
const OWN_KEYS = [
  'image_build_date',
  'image_original_user',
  'image_source',
  'image_description',
  'replace_frequency',
  'uuid_validity',
  'provided_until',
];
const COMMON_KEYS = ['architecture', 'os_version', 'os_distro', 'hw_disk_bus'];

const incomplete: LintRule = ({ image }) => {
  const has = (key: string) => Object.hasOwn(image.properties, key);
  if (OWN_KEYS.filter(has).length < 2) return [];
  const missing = [...OWN_KEYS, ...COMMON_KEYS].filter((key) => !has(key));
  if (missing.length === 0) return [];
  return [
    {
      severity: 'info',
      code: 'scs-incomplete',
      message: `By SCS-0102 these are missing: ${missing.join(', ')}.`,
      reason: 'The image follows the standard in part; clouds that are tested for it ask for all of these.',
      fields: missing.map(property),
      fix: null,
    },
  ];
};

export const PUBLISHING_RULES: readonly LintRule[] = [incomplete];
