export { createPartnerHandlers } from './partner-handlers.ts';
