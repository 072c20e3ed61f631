export type { CopiedPackage, MetadataKey } from './copied-package.ts';
export { copiedPackage, isMadeAs, missingMetadata } from './copied-package.ts';
export { isAddressable, isInexact, leafAbove, valueAt } from './metadata-value.ts';
