export type { EditHandlers, EditService, EditServiceDeps } from './edit-service.ts';
export { createEditService } from './edit-service.ts';
