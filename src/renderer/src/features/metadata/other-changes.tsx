import { ArrowRight, Undo2 } from 'lucide-react';
import { fieldValue } from '#shared/edits/index.ts';
import { Button } from '../../ui/button.tsx';
import { fieldWords, valueWords } from '../edits/edit-words.ts';
import { otherFields, type WorkingCopy } from './working-copy.ts';

interface OtherChangesProps {
  readonly copy: WorkingCopy;
  readonly onRevert: (field: string) => void;
}

/** What a fix or a template changes besides properties. */
export function OtherChanges({ copy, onRevert }: OtherChangesProps) {
  const fields = otherFields(copy);
  if (fields.length === 0) return null;
  return (
    <ul className="other-changes" aria-label="Changes besides properties">
      {fields.map((field) => (
        <li key={field}>
          <strong>{fieldWords(field)}</strong>
          <bdi className="muted">{valueWords(field, fieldValue(copy.base, field) ?? null)}</bdi>
          <ArrowRight size={11} role="img" aria-label="becomes" />
          <bdi>{valueWords(field, copy.wishes.get(field) ?? null)}</bdi>
          <Button
            variant="icon"
            size="small"
            aria-label={`Take the change of ${fieldWords(field)} back`}
            onPress={() => onRevert(field)}
          >
            <Undo2 size={13} aria-hidden="true" />
          </Button>
        </li>
      ))}
    </ul>
  );
}
