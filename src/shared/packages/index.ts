export type { CopiedPackage, MetadataKey } from './copied-package.ts';
export { copiedPackage, isMadeAs, missingMetadata } from './copied-package.ts';
export { leafAbove, valueAt } from './metadata-value.ts';
