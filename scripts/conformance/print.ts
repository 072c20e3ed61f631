import { SYSTEMS } from './matrix.ts';
import type { Cell, MeasuredRow } from './measure.ts';

const LEGEND =
  'Y the service does it · y with a limit · C Argosy does it over other calls · — no, refused before any request (· the service could, Argosy does not ask it to)';

/** The matrix for a terminal. `!` marks a cell where what was measured is not what was promised. */
export function forTerminal(rows: readonly MeasuredRow[]): string {
  const width = Math.max(...rows.map(({ label }) => label.length));
  const heads = SYSTEMS.map(({ name }) => name);
  const line = (label: string, cells: readonly string[]): string =>
    [label.padEnd(width), ...cells.map((cell, at) => cell.padEnd(heads[at]?.length ?? 0))]
      .join('  ')
      .trimEnd();
  return [
    line('', heads),
    ...rows.map(({ label, cells }) =>
      line(
        label,
        cells.map((cell) => `${sign(cell)}${cell.agrees ? '' : ' !'}`),
      ),
    ),
    '',
    LEGEND,
  ].join('\n');
}

/** The same as a table of Markdown. */
export function forMarkdown(rows: readonly MeasuredRow[]): string {
  const heads = SYSTEMS.map(({ name }) => name);
  return [
    `| | ${heads.join(' | ')} |`,
    `|---|${heads.map(() => ':-:').join('|')}|`,
    ...rows.map(({ label, cells }) => `| ${label} | ${cells.map(sign).join(' | ')} |`),
    '',
    `${LEGEND}.`,
  ].join('\n');
}

/** What was measured, with the promise's letter for how. */
function sign({ promised, works }: Cell): string {
  if (works === undefined) return 'not measured';
  if (!works) return promised === 'x' ? '·' : '—';
  return ['Y', 'y', 'C'].includes(promised) ? promised : 'Y';
}
