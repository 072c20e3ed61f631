import { ChevronRight, Pencil, Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button as AriaButton, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import type { JsonValue } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { childrenOf, leafText, typeWord } from './json-words.ts';
import type { JsonTree, TreePath } from './tree-change.ts';

interface TreeRowsProps {
  readonly label: string;
  readonly tree: JsonTree;
  /** Paths of open branches, each as JSON. */
  readonly expanded: ReadonlySet<string>;
  readonly reasons: { readonly set: string | undefined; readonly unset: string | undefined };
  readonly onExpanded: (expanded: ReadonlySet<string>) => void;
  readonly onAdd: (to: TreePath) => void;
  readonly onEdit: (path: TreePath) => void;
  readonly onRemove: (path: TreePath) => void;
}

/** The rows. Arrows move, open and close; Enter changes, Insert adds beneath, Delete removes. */
export function TreeRows(props: TreeRowsProps) {
  const { label, tree, expanded, reasons, onExpanded, onAdd, onEdit, onRemove } = props;
  const rows = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = rows.current;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'row') return;
      const path = pathOf(event.target.dataset['key']);
      if (path === undefined) return;
      if (event.key === 'Delete' && reasons.unset === undefined) onRemove(path);
      else if (event.key === 'Insert' && reasons.set === undefined) onAdd(path);
      else if (event.key === 'F2' && reasons.set === undefined) onEdit(path);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, [reasons, onAdd, onEdit, onRemove]);
  return (
    <Tree
      ref={rows}
      className="tree"
      aria-label={label}
      expandedKeys={expanded}
      onExpandedChange={(keys) => onExpanded(new Set([...keys].map(String)))}
      onAction={(key) => {
        const path = pathOf(String(key));
        if (path !== undefined && reasons.set === undefined) onEdit(path);
      }}
    >
      {childrenOf(tree).map(([key, value]) => (
        <Row key={key} path={[key]} value={value} inList={false} {...props} />
      ))}
    </Tree>
  );
}

interface RowProps extends TreeRowsProps {
  readonly path: TreePath;
  readonly value: JsonValue;
  readonly inList: boolean;
}

function Row({ path, value, inList, ...props }: RowProps) {
  const { reasons, onAdd, onEdit, onRemove } = props;
  const name = visibleText(path.at(-1) ?? '');
  const children = childrenOf(value);
  const isBranch = typeof value === 'object' && value !== null;
  const text = leafText(value);
  return (
    <TreeItem id={JSON.stringify(path)} textValue={`${name} ${text}`} className="tree-item">
      <TreeItemContent>
        {({ hasChildItems, level }) => (
          <div className="tree-row" style={{ paddingLeft: (level - 1) * 16 }}>
            {hasChildItems ? (
              <AriaButton slot="chevron" className="tree-chevron">
                <ChevronRight size={13} aria-hidden="true" />
              </AriaButton>
            ) : (
              <span className="tree-chevron" />
            )}
            <span className="tree-text">
              <bdi className={inList ? 'tree-key tree-place' : 'tree-key'}>{name}</bdi>
              {text !== '' && <bdi className="tree-value">{text}</bdi>}
            </span>
            <span className="tree-type">{typeWord(value)}</span>
            <span className="tree-actions">
              {isBranch && (
                <Button
                  variant="icon"
                  size="small"
                  aria-label={`Add to ${name}`}
                  reason={reasons.set}
                  onPress={() => onAdd(path)}
                >
                  <Plus size={13} aria-hidden="true" />
                </Button>
              )}
              <Button
                variant="icon"
                size="small"
                aria-label={`Change ${name}`}
                reason={reasons.set}
                onPress={() => onEdit(path)}
              >
                <Pencil size={13} aria-hidden="true" />
              </Button>
              <Button
                variant="icon"
                size="small"
                aria-label={`Remove ${name}`}
                reason={reasons.unset}
                onPress={() => onRemove(path)}
              >
                <Trash2 size={13} aria-hidden="true" />
              </Button>
            </span>
          </div>
        )}
      </TreeItemContent>
      {children.map(([key, child]) => (
        <Row key={key} {...props} path={[...path, key]} value={child} inList={Array.isArray(value)} />
      ))}
    </TreeItem>
  );
}

function pathOf(key: string | undefined): TreePath | undefined {
  return key === undefined ? undefined : (JSON.parse(key) as TreePath);
}

/** The keys of all branches with something in them, down to a depth. */
export function branchKeys(
  tree: JsonValue,
  depth = Number.POSITIVE_INFINITY,
  at: TreePath = [],
): readonly string[] {
  if (depth < 1) return [];
  return childrenOf(tree).flatMap(([key, value]) => {
    const path = [...at, key];
    return childrenOf(value).length === 0
      ? []
      : [JSON.stringify(path), ...branchKeys(value, depth - 1, path)];
  });
}
