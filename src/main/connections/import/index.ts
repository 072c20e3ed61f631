export type { FoundCloud } from './cloud-profile.ts';
export { parseCloudsYaml } from './clouds-yaml.ts';
export type { ImportInput, ParsedFile } from './import-file.ts';
export { existingPlaces, readImportFile } from './import-file.ts';
export { parseOpenrc } from './openrc.ts';
