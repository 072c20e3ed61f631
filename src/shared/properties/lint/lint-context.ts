import type { Image, ImageEdit, Inspection } from '../../model/index.ts';
import { booleanOf } from '../boolean-words.ts';
import type { KnownProperty } from '../known-property.ts';
import type { LintFinding } from '../lint-finding.ts';

/** What every rule looks at. */
export interface LintContext {
  readonly image: Image;
  /** What the bytes say, where somebody looked. */
  readonly inspection: Inspection | null;
  readonly known: readonly KnownProperty[];
  readonly knownByKey: ReadonlyMap<string, KnownProperty>;
}

/** A rule finds nothing, or says what is wrong. Rules know nothing of each other. */
export type LintRule = (context: LintContext) => readonly LintFinding[];

/** A property's text; `undefined` where it is missing, or no text (as a service with nested values may have). */
export function textOf({ image }: LintContext, key: string): string | undefined {
  const value = Object.hasOwn(image.properties, key) ? image.properties[key] : undefined;
  return typeof value === 'string' ? value.trim() : undefined;
}

export function saysYes(context: LintContext, key: string): boolean {
  return booleanOf(textOf(context, key) ?? '') === true;
}

/**
 * The architecture in Nova's spelling (nova/objects/fields.py `Architecture.canonicalize`); the current name of
 * the property counts more than the older one (`_legacy_property_map`). `undefined`: nothing is said.
 */
export function architectureOf(context: LintContext): string | undefined {
  const text = (textOf(context, 'hw_architecture') ?? textOf(context, 'architecture'))?.toLowerCase();
  if (text === undefined || text === '') return undefined;
  if (['amd64', 'x64', 'x86-64', 'x86_64'].includes(text)) return 'x86_64';
  if (['i386', 'i486', 'i586', 'i686'].includes(text)) return 'i686';
  return text === 'arm64' ? 'aarch64' : text;
}

/** x86, said or not: what nearly every image is that does not say. */
export function isProbablyX86(context: LintContext): boolean {
  const architecture = architectureOf(context);
  return architecture === undefined || architecture === 'x86_64' || architecture === 'i686';
}

/** VMware and Hyper-V read other properties; the rules of libvirt are not theirs. */
export function isForLibvirt(context: LintContext): boolean {
  const hypervisor = (textOf(context, 'img_hv_type') ?? textOf(context, 'hypervisor_type'))?.toLowerCase();
  if (hypervisor !== undefined && !['qemu', 'kvm', ''].includes(hypervisor)) return false;
  if (textOf(context, 'hw_machine_type')?.startsWith('hyperv-')) return false;
  return !Object.keys(context.image.properties).some((key) => key.startsWith('vmware_'));
}

export function isWindows(context: LintContext): boolean {
  return (
    textOf(context, 'os_type')?.toLowerCase() === 'windows' ||
    /^win/i.test(textOf(context, 'os_distro') ?? '')
  );
}

export function property(key: string): string {
  return `property.${key}`;
}

/** The edit that sets these properties, under this title. */
export function setFix(title: string, properties: Readonly<Record<string, string>>): LintFinding['fix'] {
  return { title, edit: { setProperties: properties } };
}

export function editFix(title: string, edit: ImageEdit): LintFinding['fix'] {
  return { title, edit };
}
