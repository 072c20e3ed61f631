import { ClipboardPaste, ListChevronsDownUp, ListChevronsUpDown, Plus } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format-bytes.ts';

interface TreeBarProps {
  readonly noun: string;
  readonly reason: string | undefined;
  /** There is something to open, and enough to look for. */
  readonly branches: boolean;
  readonly searchable: boolean;
  readonly find: string;
  readonly found: number;
  readonly findRef: RefObject<HTMLInputElement | null>;
  readonly onFind: (find: string) => void;
  readonly onAdd: () => void;
  readonly onPaste: () => void;
  readonly onOpenAll: () => void;
  readonly onCloseAll: () => void;
}

/** What is done with the tree as a whole. */
export function TreeBar(props: TreeBarProps) {
  const { noun, reason, branches, searchable, find, found } = props;
  return (
    <div className="metadata-bar">
      <Button size="small" reason={reason} onPress={props.onAdd}>
        <Plus size={13} aria-hidden="true" />
        Add a {noun}
      </Button>
      <Button
        variant="icon"
        size="small"
        aria-label="Add several keys"
        tip="Add several keys: paste a JSON object"
        reason={reason}
        onPress={props.onPaste}
      >
        <ClipboardPaste size={14} aria-hidden="true" />
      </Button>
      <span className="spacer" />
      {searchable && (
        <TextInput
          className="tree-find"
          label="Find in the tree"
          hideLabel
          placeholder="Find"
          value={find}
          inputRef={props.findRef}
          onChange={props.onFind}
        />
      )}
      <span className="visually-hidden" role="status">
        {find.trim() === '' ? '' : `${formatCount(found)} found`}
      </span>
      {branches && (
        <>
          <Button variant="icon" size="small" aria-label="Open all" tip="Open all" onPress={props.onOpenAll}>
            <ListChevronsUpDown size={14} aria-hidden="true" />
          </Button>
          <Button
            variant="icon"
            size="small"
            aria-label="Close all"
            tip="Close all"
            onPress={props.onCloseAll}
          >
            <ListChevronsDownUp size={14} aria-hidden="true" />
          </Button>
        </>
      )}
    </div>
  );
}
