import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import type { CopiedProperties } from './property-clipboard.ts';

interface SourceProps {
  readonly copied: CopiedProperties | undefined;
  readonly typed: string | undefined;
  readonly onTyped: (text: string | undefined) => void;
  readonly problem: string | undefined;
}

/** Where the properties are from: an image that was copied from, or a text. */
export function PasteSource({ copied, typed, onTyped, problem }: SourceProps) {
  if (typed === undefined) {
    return (
      <p className="paste-source">
        <span>
          Copied from{' '}
          <Plain className="image-name">{named(copied?.from?.name, copied?.from?.id ?? 'a text')}</Plain>
          {copied?.from !== undefined && (
            <>
              {' '}
              in <Plain>{copied.from.connection}</Plain>
            </>
          )}
          . Other properties stay as they are.
        </span>
        <Button size="small" onPress={() => onTyped('')}>
          Paste JSON instead
        </Button>
      </p>
    );
  }
  return (
    <>
      <TextInput
        label="Properties as JSON"
        rows={6}
        mono
        autoFocus
        placeholder={'{\n  "hw_disk_bus": "virtio"\n}'}
        value={typed}
        onChange={onTyped}
        error={problem}
        hint="Copy them from an image with Copy properties, or paste the object here. Other properties stay as they are."
      />
      {copied !== undefined && (
        <p>
          <Button size="small" onPress={() => onTyped(undefined)}>
            Back to what was copied
          </Button>
        </p>
      )}
    </>
  );
}
