export { contentSecurityPolicy, NONCE_PLACEHOLDER } from './content-security-policy.ts';
export { pageDirectory } from './page-directory.ts';
export type { PageFile } from './static-page.ts';
export { readPageFile } from './static-page.ts';
