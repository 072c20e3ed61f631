import type { Run } from './measure.ts';

/** What `in-app.ts` prints. */
export interface InAppRun {
  readonly seconds: number;
  readonly verified: boolean;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  readonly peakMiB: number;
}

export function inAppOf({ output }: Run): InAppRun {
  return JSON.parse(output) as InAppRun;
}

export function line(label: string, seconds: number): string {
  return `  ${label.padEnd(34)} ${seconds.toFixed(2).padStart(6)} s`;
}

/** Reached or not, said either way. */
export function verdict(promise: string, reached: boolean): string {
  return `  ${reached ? 'reached   ' : 'FALL SHORT'} ${promise}`;
}
