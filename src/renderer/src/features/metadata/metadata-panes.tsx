import { useCallback, useMemo, useRef, useState } from 'react';
import { propertyField } from '#shared/edits/index.ts';
import type { ImageEdit } from '#shared/model/index.ts';
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
import { type Entry, type WorkingCopy, withEdit, withoutWish, withProperty } from './working-copy.ts';

interface MetadataPanesProps {
  readonly copy: WorkingCopy;
  readonly entries: readonly Entry[];
  readonly properties: KnownProperties;
  readonly rules: PropertyRules;
  readonly onChange: (change: (copy: WorkingCopy) => WorkingCopy) => void;
}

/** What there is beside what the image has; beneath, what a property does and what looks wrong. */
export function MetadataPanes({ copy, entries, properties, rules, onChange }: MetadataPanesProps) {
  const [looked, setLooked] = useState<string>();
  const search = useRef<HTMLInputElement>(null);
  const panes = useRef<HTMLDivElement>(null);
  useListener(panes, 'keydown', (event) => focusOnSlash(event, search.current));
  const taken = useTaken(entries);
  const { added, add, changes } = useChanges({ properties, onChange, onLook: setLooked });
  const keyProblem = useCallback((key: string) => rules.keyProblem(key, taken.size), [rules, taken]);
  const problemOf = useCallback((entry: Entry) => entryProblem(rules, entry), [rules]);
  const { set } = rules.reasons;
  const templates = useMemo(
    () => <TemplatesButton copy={copy} reason={set} onApply={changes.onEdit} />,
    [copy, set, changes],
  );
  return (
    <div ref={panes} className="metadata-panes">
      <AvailablePane
        search={search}
        known={properties.known}
        taken={taken}
        keyProblem={keyProblem}
        reason={set}
        onAdd={add}
        onLook={setLooked}
      />
      <ExistingPane
        entries={entries}
        knownOf={properties.of}
        problemOf={problemOf}
        reasons={rules.reasons}
        added={added}
        onValue={changes.onValue}
        onRemove={changes.onRemove}
        onRevert={changes.onRevert}
        onLook={setLooked}
        actions={templates}
      />
      <section className="metadata-about" aria-label="What it does" aria-live="polite">
        <AboutProperty name={looked} known={looked === undefined ? undefined : properties.of(looked)} />
      </section>
      <FindingsPane copy={copy} properties={properties} reason={set} onFix={changes.onEdit}>
        <OtherChanges copy={copy} onRevert={changes.onField} />
      </FindingsPane>
    </div>
  );
}

/** The keys that the image has. The same set as long as they are the same: most changes are of values. */
function useTaken(entries: readonly Entry[]): ReadonlySet<string> {
  const keys = entries.filter(({ state }) => state !== 'removed').map(({ key }) => key);
  const joined = JSON.stringify(keys);
  return useMemo(() => new Set(JSON.parse(joined) as readonly string[]), [joined]);
}

interface Changing extends Pick<MetadataPanesProps, 'properties' | 'onChange'> {
  readonly onLook: (key: string) => void;
}

/** What the panes do to the working copy. The same functions as long as the same is known. */
function useChanges({ properties: { of }, onChange, onLook }: Changing) {
  const [added, setAdded] = useState<string>();
  const add = useCallback(
    (key: string): void => {
      // One that was removed comes back as it was.
      onChange((copy) =>
        Object.hasOwn(copy.base.properties, key)
          ? withoutWish(copy, propertyField(key))
          : withProperty(copy, key, startValue(of(key))),
      );
      setAdded(key);
      onLook(key);
    },
    [of, onChange, onLook],
  );
  const changes = useMemo(() => {
    const change = (next: (copy: WorkingCopy) => WorkingCopy): void => {
      setAdded(undefined);
      onChange(next);
    };
    return {
      onValue: (key: string, value: string) => change((copy) => withProperty(copy, key, value)),
      onRemove: (key: string) => change((copy) => withProperty(copy, key, undefined)),
      onRevert: (key: string) => change((copy) => withoutWish(copy, propertyField(key))),
      onField: (field: string) => change((copy) => withoutWish(copy, field)),
      onEdit: (edit: ImageEdit) => change((copy) => withEdit(copy, edit)),
    };
  }, [onChange]);
  return { added, add, changes };
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
