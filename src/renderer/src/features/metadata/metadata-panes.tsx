import { useMemo, useRef, useState } from 'react';
import { propertyField } from '#shared/edits/index.ts';
import { AboutProperty } from './about-property.tsx';
import { AvailablePane } from './available-pane.tsx';
import { ExistingPane } from './existing-pane.tsx';
import { FindingsPane } from './findings-pane.tsx';
import { OtherChanges } from './other-changes.tsx';
import { entryProblem, type PropertyRules } from './property-rules.ts';
import { TemplatesButton } from './templates-button.tsx';
import { startValue } from './typed-value.ts';
import type { KnownProperties } from './use-known-properties.ts';
import { useListener } from './use-listener.ts';
import { entriesOf, type WorkingCopy, withEdit, withoutWish, withProperty } from './working-copy.ts';

interface MetadataPanesProps {
  readonly copy: WorkingCopy;
  readonly properties: KnownProperties;
  readonly rules: PropertyRules;
  readonly onChange: (copy: WorkingCopy) => void;
}

/** What there is beside what the image has; beneath, what a property does and what looks wrong. */
export function MetadataPanes({ copy, properties, rules, onChange }: MetadataPanesProps) {
  const [added, setAdded] = useState<string>();
  const [looked, setLooked] = useState<string>();
  const search = useRef<HTMLInputElement>(null);
  const panes = useRef<HTMLDivElement>(null);
  useListener(panes, 'keydown', (event) => focusOnSlash(event, search.current));
  const entries = useMemo(() => entriesOf(copy), [copy]);
  const taken = useMemo(
    () => new Set(entries.filter(({ state }) => state !== 'removed').map(({ key }) => key)),
    [entries],
  );
  const change = (next: WorkingCopy): void => {
    setAdded(undefined);
    onChange(next);
  };
  const add = (key: string): void => {
    // One that was removed comes back as it was.
    const back = Object.hasOwn(copy.base.properties, key);
    const start = startValue(properties.of(key));
    onChange(back ? withoutWish(copy, propertyField(key)) : withProperty(copy, key, start));
    setAdded(key);
    setLooked(key);
  };
  const { set } = rules.reasons;
  return (
    <div ref={panes} className="metadata-panes">
      <AvailablePane
        search={search}
        known={properties.known}
        taken={taken}
        keyProblem={(key) => rules.keyProblem(key, taken.size)}
        reason={set}
        onAdd={add}
        onLook={setLooked}
      />
      <ExistingPane
        entries={entries}
        knownOf={properties.of}
        problemOf={(entry) => entryProblem(rules, entry)}
        reasons={rules.reasons}
        added={added}
        onValue={(key, value) => change(withProperty(copy, key, value))}
        onRemove={(key) => change(withProperty(copy, key, undefined))}
        onRevert={(key) => change(withoutWish(copy, propertyField(key)))}
        onLook={setLooked}
        actions={
          <TemplatesButton copy={copy} reason={set} onApply={(edit) => change(withEdit(copy, edit))} />
        }
      />
      <section className="metadata-about" aria-label="What it does" aria-live="polite">
        <AboutProperty name={looked} known={looked === undefined ? undefined : properties.of(looked)} />
      </section>
      <FindingsPane
        copy={copy}
        properties={properties}
        reason={set}
        onFix={(fix) => change(withEdit(copy, fix))}
      >
        <OtherChanges copy={copy} onRevert={(field) => change(withoutWish(copy, field))} />
      </FindingsPane>
    </div>
  );
}

/** A slash goes to the field to find in, but where text is typed. */
function focusOnSlash(event: KeyboardEvent, search: HTMLInputElement | null): void {
  const isTyping =
    (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') ||
    event.target instanceof HTMLTextAreaElement;
  if (event.key !== '/' || isTyping) return;
  event.preventDefault();
  search?.select();
  search?.focus();
}
