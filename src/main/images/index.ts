export type { ImageHandlers, ImageServiceDeps } from './image-handlers.ts';
export { createImageHandlers } from './image-handlers.ts';
export { glanceOfSameCloud } from './same-cloud.ts';
