import type { ImageEdit } from '../model/index.ts';

/** Something about an image that will go wrong, or looks like a mistake. Found without asking anybody. */
export interface LintFinding {
  /** `warning`: it may not boot, or not be placed. `info`: worth knowing. */
  readonly severity: 'warning' | 'info';
  /** kebab-case, stable: `firmware-missing`, `secure-boot-without-uefi`, `key-typo`. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** Why it matters: what happens at boot. */
  readonly reason: string;
  /** The fields that it speaks of, as edits call them: `property.hw_disk_bus`, `minDiskGb`. */
  readonly fields: readonly string[];
  /** One click that mends it; `null` where only a person can know. */
  readonly fix: { readonly title: string; readonly edit: ImageEdit } | null;
}
