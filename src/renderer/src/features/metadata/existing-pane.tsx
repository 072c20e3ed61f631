import { Search } from 'lucide-react';
import { memo, type ReactNode, useDeferredValue, useLayoutEffect, useState } from 'react';
import { TextInput } from '../../ui/fields.tsx';
import { propertyText } from '../inspector/image-changes.ts';
import { EntryTable, type EntryTableProps } from './entry-table.tsx';
import { useSoon } from './use-soon.ts';

interface ExistingPaneProps extends EntryTableProps {
  /** Beside the heading. */
  readonly actions: ReactNode;
}

/** From here on a list gets a field to find in it. */
const FIND_FROM = 10;

/** What the image has and shall have, each with an editor of its type. */
export const ExistingPane = memo(function ExistingPane({ actions, ...table }: ExistingPaneProps) {
  const { entries, added } = table;
  const [find, setFind] = useState('');
  // The sheet is there at once, and the editors in it a moment later.
  const soon = useSoon();
  const typed = useDeferredValue(find.trim().toLowerCase());
  // What was just added must be there at once.
  const word = find === '' ? '' : typed;
  const shown = entries.filter(({ key, value }) =>
    `${key} ${propertyText(value)}`.toLowerCase().includes(word),
  );
  useLayoutEffect(() => {
    if (added !== undefined) setFind('');
  }, [added]);
  return (
    <section className="metadata-existing" aria-label="Properties of the image">
      <header className="metadata-pane-head">
        <h3>On this image</h3>
        <span className="muted">{entries.filter(({ state }) => state !== 'removed').length}</span>
        <span className="spacer" />
        {actions}
      </header>
      {entries.length >= FIND_FROM && (
        <div className="metadata-find">
          <Search size={14} aria-hidden="true" />
          <TextInput
            label="Find among the image's properties"
            hideLabel
            placeholder="Find among its properties"
            value={find}
            onChange={setFind}
          />
        </div>
      )}
      {soon && shown.length > 0 && <EntryTable {...table} entries={shown} />}
      {entries.length === 0 && (
        <p className="metadata-nothing">
          No properties yet. Choose one on the left and press Enter, or begin with a template.
        </p>
      )}
    </section>
  );
});
