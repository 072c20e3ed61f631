import { useMemo, useState } from 'react';
import { TextArea } from 'react-aria-components';
import type { JsonValue } from '#shared/model/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { visibleText } from '../../ui/visible-text.ts';

/** Lines shown at most; the copy has them all. */
const LINES_SHOWN = 5000;

/** The service's own document, to search and to copy. */
export function RawTab({ raw }: { readonly raw: JsonValue | undefined }) {
  const [search, setSearch] = useState('');
  const text = useMemo(() => (raw === undefined ? '' : JSON.stringify(raw, null, 2)), [raw]);
  const lines = useMemo(() => linesWith(text, search), [text, search]);
  if (raw === undefined) return <p className="tab-empty">The document is on its way.</p>;
  return (
    <>
      <div className="raw-bar">
        <TextInput
          label="Find in the document"
          hideLabel
          placeholder="Find in the document"
          value={search}
          onChange={setSearch}
        />
        <span className="muted" role="status">
          {search.trim() !== '' && `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`}
        </span>
        <CopyButton text={text} what="document" />
      </div>
      <TextArea
        className="raw"
        readOnly
        spellCheck={false}
        aria-label="The service's document"
        value={lines.slice(0, LINES_SHOWN).map(visibleText).join('\n')}
      />
    </>
  );
}

/** The lines in which every word occurs; all of them without a word. */
function linesWith(text: string, search: string): readonly string[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const lines = text.split('\n');
  if (words.length === 0) return lines;
  return lines.filter((line) => words.every((word) => line.toLowerCase().includes(word)));
}
