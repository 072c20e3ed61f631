/** Larger is no import file; `connections.preview` takes no more. */
const IMPORT_FILE_LIMIT = 1_048_576;

/** What dropped files are for, by their names and sizes. */
export interface SortedFiles<AnyFile> {
  readonly images: readonly AnyFile[];
  /** A clouds.yaml or an openrc. */
  readonly importFile: AnyFile | undefined;
  /** The secure.yaml beside it. */
  readonly secureFile: AnyFile | undefined;
}

/** Tells import files from images. Only the first import file counts. */
export function sortFiles<AnyFile extends { readonly name: string; readonly size: number }>(
  files: readonly AnyFile[],
): SortedFiles<AnyFile> {
  const small = (file: AnyFile): boolean => file.size <= IMPORT_FILE_LIMIT;
  const isSecure = (file: AnyFile): boolean => small(file) && /^secure.*\.ya?ml$/i.test(file.name);
  const isImport = (file: AnyFile): boolean =>
    small(file) && !isSecure(file) && (/\.ya?ml$/i.test(file.name) || /openrc|\.rc$/i.test(file.name));
  return {
    images: files.filter((file) => !isImport(file) && !isSecure(file)),
    importFile: files.find(isImport),
    secureFile: files.find(isSecure),
  };
}
