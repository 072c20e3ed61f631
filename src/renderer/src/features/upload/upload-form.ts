import type { Capabilities, Finding, Inspection, NewImage, Visibility } from '#shared/model/index.ts';

/** What a person can set for one file before it is sent. */
export interface UploadForm {
  readonly name: string;
  readonly diskFormat: string;
  readonly minDiskGb: number | undefined;
  readonly visibility: Visibility;
  readonly protected: boolean;
  readonly tags: readonly string[];
  readonly properties: readonly { readonly key: string; readonly value: string }[];
}

const EXTENSIONS =
  /\.(qcow2?|qed|vmdk|vhdx?|vdi|iso|raw|img|dsk|ova|ploop|aki|ari|ami|gz|xz|zst|bz2|zip|tar)$/i;

/** The name to begin with: the file's, without what only says its format. */
export function nameFromFile(fileName: string): string {
  let name = fileName;
  // `disk.raw.xz` has two of them.
  while (EXTENSIONS.test(name) && name.replace(EXTENSIONS, '') !== '') name = name.replace(EXTENSIONS, '');
  return name;
}

/** The form to begin with: everything that the content says is filled in. */
export function formFromInspection(fileName: string, inspection: Inspection): UploadForm {
  return {
    name: nameFromFile(fileName),
    diskFormat: inspection.diskFormat ?? '',
    minDiskGb: inspection.minDiskGb ?? undefined,
    visibility: 'private',
    protected: false,
    tags: [],
    properties: [],
  };
}

/** Content that is sent nowhere, whatever the form says. */
export function isRefused(inspection: Inspection): boolean {
  return inspection.findings.some(({ severity }) => severity === 'refusal');
}

/** A good sign stands only beside content that was recognised and may be sent. */
export function contentSeverity(inspection: Inspection): 'good' | 'info' {
  return isRefused(inspection) || inspection.diskFormat === null ? 'info' : 'good';
}

/** What the form adds to the findings of the inspection: contradictions, said aloud. */
export function formFindings(
  form: UploadForm,
  inspection: Inspection,
  capabilities: Capabilities | undefined,
): readonly Finding[] {
  const findings: Finding[] = [];
  const { diskFormat, format, minDiskGb } = inspection;
  if (diskFormat !== null && form.diskFormat !== '' && form.diskFormat !== diskFormat) {
    findings.push({
      severity: 'warning',
      code: 'format-contradicted',
      message: `The content is ${diskFormat}, not ${form.diskFormat}. An image under the wrong format is refused or does not boot.`,
    });
  }
  if (diskFormat === null && form.diskFormat !== '' && format === null) {
    findings.push({
      severity: 'warning',
      code: 'format-unproved',
      message: `The content is wrapped, so nothing shows that it is ${form.diskFormat}.`,
    });
  }
  if (minDiskGb !== null && form.minDiskGb !== undefined && form.minDiskGb < minDiskGb) {
    findings.push({
      severity: 'warning',
      code: 'min-disk-small',
      message: `The guest sees a disk of ${minDiskGb} GiB; a server with ${form.minDiskGb} GiB cannot boot it.`,
    });
  }
  const formats = capabilities?.diskFormats ?? [];
  if (form.diskFormat !== '' && formats.length > 0 && !formats.includes(form.diskFormat)) {
    findings.push({
      severity: 'warning',
      code: 'format-not-accepted',
      message: `This cloud names no ${form.diskFormat} among the formats that it takes.`,
    });
  }
  return findings;
}

/** Why a file cannot be sent as the form is; `undefined` if it can. */
export function formProblem(form: UploadForm, inspection: Inspection): string | undefined {
  if (isRefused(inspection)) return 'refused by its content';
  if (form.name.trim() === '') return 'it needs a name';
  if (form.diskFormat === '') return 'it needs a disk format';
  if (form.properties.some(({ key, value }) => key.trim() === '' && value !== ''))
    return 'a property needs a name';
  return undefined;
}

/** The new image in the contract's words; what was left empty is left to the service. */
export function newImageOf(form: UploadForm, inspection: Inspection): NewImage {
  const properties = form.properties.filter(({ key }) => key.trim() !== '');
  return {
    name: form.name.trim(),
    diskFormat: form.diskFormat,
    containerFormat: inspection.containerFormat ?? 'bare',
    visibility: form.visibility,
    ...(form.minDiskGb === undefined ? {} : { minDiskGb: form.minDiskGb }),
    ...(form.protected ? { protected: true } : {}),
    ...(form.tags.length > 0 ? { tags: form.tags } : {}),
    ...(properties.length > 0
      ? { properties: Object.fromEntries(properties.map(({ key, value }) => [key.trim(), value])) }
      : {}),
  };
}
