export type { ImageHandlers, ImageServiceDeps } from './image-handlers.ts';
export { createImageHandlers } from './image-handlers.ts';
export type { InspectionHandlersDeps } from './inspection-handlers.ts';
export { createInspectionHandlers } from './inspection-handlers.ts';
export type { PreviewDeps } from './preview-each.ts';
export { previewEach } from './preview-each.ts';
export { createImagePreviewHandlers } from './preview-handlers.ts';
export { glanceOfSameCloud } from './same-cloud.ts';
