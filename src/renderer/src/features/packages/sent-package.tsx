import { useEffect, useState } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { NewPackage, RequestPreview } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { visibleText } from '../../ui/visible-text.ts';

interface SentPackageProps {
  readonly connection: string;
  /** `undefined` while something is wrong with it. */
  readonly wanted: NewPackage | undefined;
}

/** The request that would create the package, exactly, for whoever opens it. */
export function SentPackage({ connection, wanted }: SentPackageProps) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<readonly RequestPreview[] | string>();
  const order = wanted === undefined ? undefined : JSON.stringify(wanted);
  useEffect(() => {
    if (!open || order === undefined) return;
    let stale = false;
    call('packages.preview', { connection, package: JSON.parse(order) }).then(
      (requests) => stale || setSaid(requests),
      (error: unknown) => stale || setSaid(sayThrown(error, 'packages.preview').message),
    );
    return () => {
      stale = true;
    };
  }, [open, connection, order]);
  return (
    <Disclosure className="disclosure" isExpanded={open} onExpandedChange={setOpen}>
      <Heading level={3}>
        <AriaButton slot="trigger" className="disclosure-button">
          What is sent
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        {wanted === undefined ? (
          <p className="muted">
            It stands here as soon as name, memory and disk are there and every rule is whole.
          </p>
        ) : typeof said === 'string' ? (
          <p className="field-error">{visibleText(said)}</p>
        ) : (
          said?.map(({ method, path, body }) => (
            <pre key={path} {...READ_BY_KEYS} className="sent mono">
              {visibleText(`${method} ${path}`)}
              {'\n'}
              {pretty(body)}
            </pre>
          ))
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

/** It scrolls: the keyboard must get there. */
const READ_BY_KEYS = { tabIndex: 0, role: 'group', 'aria-label': 'The request' } as const;

function pretty(body: string | null): string {
  return body === null ? '' : visibleLines(JSON.stringify(JSON.parse(body), null, 2));
}

/** Line breaks are ours here; all else that cannot be seen is named. */
function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
