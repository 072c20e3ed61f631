import { ChevronRight, Info, TriangleAlert } from 'lucide-react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { Image } from '#shared/model/index.ts';
import type { PendingEdit } from '../inspector/use-image-edit.ts';
import { countFindings, FindingList } from './finding-list.tsx';
import { useFindings } from './use-findings.ts';
import type { KnownProperties } from './use-known-properties.ts';

interface LintPanelProps {
  readonly image: Image;
  readonly properties: KnownProperties;
  readonly pending: PendingEdit;
  /** Why nothing can be mended now. */
  readonly reason: string | undefined;
}

/** In the inspector: what looks wrong about the image, in one line until it is opened. A fix is sent at once. */
export function LintPanel({ image, properties, pending, reason }: LintPanelProps) {
  const { findings } = useFindings(image, properties);
  if (findings.length === 0) return null;
  const warns = findings.some(({ severity }) => severity === 'warning');
  const Sign = warns ? TriangleAlert : Info;
  return (
    <Disclosure className={warns ? 'lint-panel lint-panel-warning' : 'lint-panel'}>
      <Heading level={3}>
        <AriaButton slot="trigger" className="lint-panel-head">
          <Sign size={14} aria-hidden="true" />
          {countFindings(findings.length)}
          <ChevronRight size={14} aria-hidden="true" className="lint-panel-chevron" />
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <FindingList
          findings={findings}
          reason={reason}
          busy={pending.busy}
          onFix={({ fix }) => fix !== null && void pending.submit(fix.edit)}
        />
      </DisclosurePanel>
    </Disclosure>
  );
}
