export type { Log, LogFacts, Logger } from './log.ts';
export { openLog } from './open-log.ts';
