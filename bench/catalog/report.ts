import { cpus, loadavg } from 'node:os';

/** A goal and what came of it. */
interface Verdict {
  readonly promise: string;
  readonly reached: boolean;
  readonly figure: string;
  readonly goal: string;
}

export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/** What a part prints: sections of figures; of those with a goal, whether it was reached, said either way. */
export interface Report {
  section(title: string): void;
  figure(label: string, text: string): void;
  /** A figure with a goal. */
  goal(promise: string, value: number, bound: Bound, unit?: string): void;
  /** Why something could not be measured here. That is no reached goal. */
  leftOut(what: string, why: string): void;
  /** All goals once more, the missed ones loudly. True if none was missed. */
  summary(): boolean;
}

const LABEL_WIDTH = 70;

/** Prints as it goes, so that a long run shows where it is. */
export function createReport(print: (line: string) => void = console.log): Report {
  const verdicts: Verdict[] = [];
  const leftOut: string[] = [];
  const show = ({ promise, reached, figure, goal }: Verdict): string =>
    `  ${reached ? 'reached   ' : 'FALL SHORT'} ${promise.padEnd(LABEL_WIDTH)} ${figure.padStart(12)}   goal ${goal}`;
  return {
    section(title) {
      print(`\n${title}   [load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores]`);
    },
    figure(label, text) {
      print(`             ${label.padEnd(LABEL_WIDTH)} ${text.padStart(12)}`);
    },
    goal(promise, value, bound, unit = '') {
      const [words, reached] =
        'atMost' in bound
          ? [`at most ${withUnit(bound.atMost, unit)}`, value <= bound.atMost]
          : [`at least ${withUnit(bound.atLeast, unit)}`, value >= bound.atLeast];
      const verdict = { promise, reached, figure: withUnit(value, unit), goal: words };
      verdicts.push(verdict);
      print(show(verdict));
    },
    leftOut(what, why) {
      leftOut.push(what);
      print(`  LEFT OUT   ${what}: ${why}`);
    },
    summary() {
      print(`\nThe goals   [load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores]`);
      for (const verdict of verdicts) print(show(verdict));
      for (const what of leftOut) print(`  LEFT OUT   ${what}`);
      const missed = verdicts.filter(({ reached }) => !reached).length;
      print(
        missed === 0
          ? `\n${verdicts.length} goals reached${leftOut.length === 0 ? '.' : `, ${leftOut.length} not measured.`}`
          : `\n*** ${missed} of ${verdicts.length} goals NOT reached ***`,
      );
      return missed === 0;
    },
  };
}

export function withUnit(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** The value that `part` of all do not exceed: 0.95 is the p95. `NaN` of nothing. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * part) - 1))] ?? Number.NaN;
}

/** `p50 1.2, p95 3.4, max 5.6 ms (120)`. */
export function spread(valuesMs: readonly number[]): string {
  if (valuesMs.length === 0) return 'nothing measured';
  const [p50, p95, max] = [0.5, 0.95, 1].map((part) => withUnit(quantile(valuesMs, part), ''));
  return `p50 ${p50}, p95 ${p95}, max ${max} ms (${valuesMs.length})`;
}
