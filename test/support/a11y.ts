import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong on the page as it is now, one line a finding. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, not as a script element: the page's policy stays as it is.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        configure(spec: object): void;
        run(): Promise<{
          violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[];
        }>;
      };
    };
    // A tip stands outside the landmarks, and is read where it belongs: it describes the control it is of.
    const regionMatcher = 'dialog, [role=dialog], [role=alertdialog], svg, [role=tooltip]';
    axe.configure({ checks: [{ id: 'region', options: { regionMatcher } }] });
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${String(target)}: ${failureSummary ?? ''}`),
    );
  });
}
