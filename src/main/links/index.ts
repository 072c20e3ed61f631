export type { LinkService } from './create-link-service.ts';
export { createLinkService } from './create-link-service.ts';
