import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { childrenOf, parseDraft } from './json-words.ts';
import { leaveForm } from './leave-form.ts';
import type { JsonTree } from './tree-change.ts';

/** So many requests go in one call. */
const MOST_KEYS = 256;

interface PasteFormProps {
  readonly title: string;
  readonly takenKeys: readonly string[];
  readonly keyProblem?: ((key: string) => string | undefined) | undefined;
  readonly busy: boolean;
  readonly onSave: (values: JsonTree) => void;
  readonly onCancel: () => void;
}

/** Several keys at once, as a JSON object: what is new, and what is replaced, is said before. */
export function PasteForm({ title, takenKeys, keyProblem, busy, onSave, onCancel }: PasteFormProps) {
  const [draft, setDraft] = useState('');
  const parsed = parseDraft('object', draft);
  const keys = 'value' in parsed ? childrenOf(parsed.value).map(([key]) => key) : [];
  const replaced = keys.filter((key) => takenKeys.includes(key));
  const problem = 'problem' in parsed ? parsed.problem : problemOf(keys, keyProblem);
  const reason = draft.trim() === '' ? 'Paste a JSON object first' : problem;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined && 'value' in parsed && !busy) onSave(parsed.value as JsonTree);
  };
  return (
    <form
      className="card value-form"
      aria-label={title}
      onSubmit={submit}
      onKeyDown={(event) => leaveForm(event, onCancel)}
    >
      <strong>{visibleText(title)}</strong>
      <TextInput
        label="A JSON object"
        mono
        autoFocus
        rows={5}
        placeholder={'{"colour": "teal", "limits": {"disks": 2}}'}
        value={draft}
        error={draft.trim() === '' ? undefined : problem}
        hint={
          keys.length === 0
            ? 'Each of its keys becomes one here, with all that is in it.'
            : saidOf(keys, replaced)
        }
        onChange={setDraft}
      />
      <div className="form-actions">
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
        <Button size="small" variant="primary" type="submit" isPending={busy} reason={reason}>
          {keys.length === 0 ? 'Add' : keys.length === 1 ? 'Add 1 key' : `Add ${keys.length} keys`}
        </Button>
      </div>
    </form>
  );
}

function problemOf(
  keys: readonly string[],
  keyProblem: ((key: string) => string | undefined) | undefined,
): string | undefined {
  if (keys.length === 0) return 'It has no keys';
  if (keys.length > MOST_KEYS) return `At most ${MOST_KEYS} keys at once`;
  if (keys.includes('')) return 'A key must be named';
  return keys.map((key) => keyProblem?.(key)).find((problem) => problem !== undefined);
}

function saidOf(keys: readonly string[], replaced: readonly string[]): string {
  const requests = keys.length === 1 ? '1 request.' : `${keys.length} requests, one a key.`;
  if (replaced.length === 0) return requests;
  const names = replaced.slice(0, 4).map(visibleText).join(', ');
  const more = replaced.length > 4 ? ` and ${replaced.length - 4} more` : '';
  return `${requests} Replaces what is there: ${names}${more}.`;
}
