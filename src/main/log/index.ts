export type { Log, LogFacts, Logger } from './log.ts';
