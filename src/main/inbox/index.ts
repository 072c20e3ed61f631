export { followingAnswers } from './following-answers.ts';
export type { Answer, InboxService, InboxServiceDeps } from './inbox-service.ts';
export { createInboxService } from './inbox-service.ts';
