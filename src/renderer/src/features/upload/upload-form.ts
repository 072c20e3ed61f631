import {
  type Capabilities,
  type Finding,
  fitImage,
  type ImageDifference,
  type Inspection,
  type NewImage,
  type Visibility,
} from '#shared/model/index.ts';

/** What a person can set for one file before it is sent. */
export interface UploadForm {
  readonly name: string;
  readonly diskFormat: string;
  readonly minDiskGb: number | undefined;
  readonly visibility: Visibility;
  readonly protected: boolean;
  /** Where the service has several; its own choice without it. */
  readonly store: string | undefined;
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
    store: undefined,
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
  if (
    diskFormat === null &&
    form.diskFormat !== '' &&
    format === null &&
    !isPacked(inspection, capabilities)
  ) {
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
  if (capabilities?.packing === 'gzip') {
    const message = isPacked(inspection, capabilities)
      ? 'This cloud keeps images packed: it goes as it is.'
      : 'This cloud keeps images packed: it is packed with gzip on the way.';
    findings.push({ severity: 'info', code: 'packing', message });
  }
  return findings;
}

/** Packed already as the service keeps it: neither unpacked nor packed again on the way. */
export function isPacked(inspection: Inspection, capabilities: Capabilities | undefined): boolean {
  return capabilities?.packing === 'gzip' && inspection.wrapper === 'gzip';
}

/** Why a file cannot be sent as the form is; `undefined` if it can. */
export function formProblem(
  form: UploadForm,
  inspection: Inspection,
  capabilities: Capabilities | undefined,
): string | undefined {
  if (isRefused(inspection)) return 'refused by its content';
  if (form.name.trim() === '') return 'it needs a name';
  if (form.diskFormat === '' && !isPacked(inspection, capabilities)) return 'it needs a disk format';
  if (form.properties.some(({ key, value }) => key.trim() === '' && value !== ''))
    return 'a property needs a name';
  return undefined;
}

/** The new image in the contract's words; what was left empty is left to the service. */
export function newImageOf(form: UploadForm, inspection: Inspection): NewImage {
  const properties = form.properties.filter(({ key }) => key.trim() !== '');
  return {
    name: form.name.trim(),
    diskFormat: form.diskFormat === '' ? 'raw' : form.diskFormat,
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

/** The new image as the cloud can take it, with what a person set and will not find there. */
export function fittedImageOf(
  form: UploadForm,
  inspection: Inspection,
  capabilities: Capabilities | undefined,
): { readonly image: NewImage; readonly differences: readonly ImageDifference[] } {
  const made = newImageOf(form, inspection);
  if (capabilities === undefined) return { image: made, differences: [] };
  const store = capabilities.stores.find(({ id }) => id === form.store)?.id;
  const wanted = store === undefined ? made : { ...made, store };
  const { image, differences } = fitImage(wanted, capabilities);
  const isTold = ({ field, before, after }: ImageDifference): boolean => {
    // What only stands in the form by itself is no loss.
    if (field === 'visibility') return before !== 'private';
    if (field === 'minDiskGb') return before !== inspection.minDiskGb;
    if (field === 'diskFormat' && isPacked(inspection, capabilities)) return false;
    return before !== after;
  };
  return { image, differences: differences.filter(isTold) };
}
