export { followingAnswers } from './following-answers.ts';
export type { InboxService, InboxServiceDeps } from './inbox-service.ts';
export { createInboxService } from './inbox-service.ts';
export type { Answer } from './kept-shares.ts';
