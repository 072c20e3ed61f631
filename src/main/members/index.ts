export { createMemberHandlers } from './member-handlers.ts';
export { createMemberPreviewHandlers } from './preview-handlers.ts';
