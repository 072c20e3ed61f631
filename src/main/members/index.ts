export { createMemberHandlers } from './member-handlers.ts';
