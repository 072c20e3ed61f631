import { Check, ChevronRight, Plus, Search } from 'lucide-react';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { Button as AriaButton, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { findProperties, type KnownProperty } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { EffectBadges } from './effect-badges.tsx';
import { useListener } from './use-listener.ts';

interface AvailablePaneProps {
  readonly known: readonly KnownProperty[];
  /** Keys that the image has already. */
  readonly taken: ReadonlySet<string>;
  readonly keyProblem: (key: string) => string | undefined;
  readonly reason: string | undefined;
  /** The field to find in. */
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onAdd: (key: string) => void;
  /** The keyboard, or the pointer, looks at a property. */
  readonly onLook: (key: string) => void;
}

const CUSTOM = 'custom';
const GROUP = 'group:';
const PROPERTY = 'property:';
/** The first row that is no heading. */
const BEST = '[role=row]:has([data-property])';

/** What an image may have, by group; found by key, by words, by what a person wants. Enter adds. */
export function AvailablePane(props: AvailablePaneProps) {
  const { known, taken, keyProblem, reason, onAdd, onLook } = props;
  const [find, setFind] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const host = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLDivElement>(null);
  useListener(host, 'focusin', ({ target }) => look(target, onLook));
  useListener(host, 'pointerover', ({ target }) => look(target, onLook));
  const word = find.trim();
  const found = useMemo(() => (word === '' ? known : findProperties(known, word)), [known, word]);
  const groups = useMemo(() => [...Map.groupBy(found, ({ group }) => group)], [found]);
  const custom = word !== '' && !known.some(({ key }) => key === word) && !taken.has(word);
  const problem = custom ? keyProblem(word) : undefined;
  const expanded = word === '' ? opened : new Set(groups.map(([group]) => GROUP + group));
  const act = (id: string): void => {
    if (id.startsWith(GROUP)) toggle(id);
    else if (id === CUSTOM) add(word);
    else add(id.slice(PROPERTY.length));
  };
  /** Enter in the field adds what was named exactly, or goes to the best that was found; Down goes there. */
  const leaveField = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const exact = known.some(({ key }) => key === word);
    if (event.key === 'Enter' && (exact || (custom && found.length === 0))) add(word);
    else
      host.current
        ?.querySelector<HTMLElement>(word === '' || found.length === 0 ? '[role=row]' : BEST)
        ?.focus();
  };
  useListener(field, 'keydown', leaveField);
  const toggle = (id: string): void =>
    setOpened((held) => new Set(held.has(id) ? [...held].filter((each) => each !== id) : [...held, id]));
  const add = (key: string): void => {
    if (reason === undefined && !taken.has(key) && keyProblem(key) === undefined) onAdd(key);
  };
  return (
    <section className="metadata-available" aria-label="Available properties">
      <header className="metadata-pane-head">
        <h3>Available</h3>
        <span className="muted">{word === '' ? known.length : `${found.length} of ${known.length}`}</span>
      </header>
      <div ref={field} className="metadata-find">
        <Search size={14} aria-hidden="true" />
        <TextInput
          label="Find a property by its key or by what you want"
          hideLabel
          autoFocus
          inputRef={props.search}
          placeholder="Key, or what you want: uefi, nested…"
          value={find}
          onChange={setFind}
        />
      </div>
      <div ref={host} className="metadata-scroll">
        {known.length === 0 && word === '' && (
          <p className="metadata-nothing">Nothing describes properties here. Type a key of your own above.</p>
        )}
        {word !== '' && found.length === 0 && (
          <p className="metadata-nothing" role="status">
            Nothing known matches “{visibleText(word)}”.
          </p>
        )}
        {problem !== undefined && (found.length === 0 || !word.includes(' ')) && (
          <p className="metadata-nothing" role="status">
            “{visibleText(word)}” cannot be a key of your own: {problem}.
          </p>
        )}
        <Tree
          className="metadata-tree"
          aria-label="Available properties"
          expandedKeys={expanded}
          onExpandedChange={(keys) => {
            if (word === '') setOpened(new Set([...keys].map(String)));
          }}
          onAction={(key) => act(String(key))}
        >
          {groups.map(([group, properties]) => (
            <TreeItem key={group} id={GROUP + group} textValue={group} className="tree-item">
              <TreeItemContent>
                <div className="metadata-item metadata-group">
                  <AriaButton slot="chevron" className="tree-chevron">
                    <ChevronRight size={13} aria-hidden="true" />
                  </AriaButton>
                  <Plain className="metadata-item-text">{group}</Plain>
                  <span className="muted">{properties.length}</span>
                </div>
              </TreeItemContent>
              {properties.map((property) => (
                <PropertyItem
                  key={property.key}
                  property={property}
                  isTaken={taken.has(property.key)}
                  reason={reason ?? keyProblem(property.key)}
                  onAdd={add}
                />
              ))}
            </TreeItem>
          ))}
          {custom && problem === undefined && (
            <TreeItem id={CUSTOM} textValue={`Add ${word} as a key of your own`} className="tree-item">
              <TreeItemContent>
                <div className="metadata-item">
                  <Plus size={13} aria-hidden="true" />
                  <span className="metadata-item-text">
                    Add <Plain className="mono">{word}</Plain> as a key of your own
                  </span>
                </div>
              </TreeItemContent>
            </TreeItem>
          )}
        </Tree>
      </div>
    </section>
  );
}

interface PropertyItemProps {
  readonly property: KnownProperty;
  readonly isTaken: boolean;
  readonly reason: string | undefined;
  readonly onAdd: (key: string) => void;
}

function PropertyItem({ property, isTaken, reason, onAdd }: PropertyItemProps) {
  const { key, title, affects } = property;
  const name = visibleText(key);
  return (
    <TreeItem
      id={PROPERTY + key}
      textValue={`${title ?? ''} ${key}`}
      className={isTaken ? 'tree-item metadata-taken' : 'tree-item'}
    >
      <TreeItemContent>
        <div className="metadata-item metadata-leaf" data-property={key}>
          <span className="metadata-item-text">
            <Plain className="metadata-title">{title ?? key}</Plain>
            <span className="metadata-key-line">
              <Plain className="mono muted">{key}</Plain>
              <EffectBadges affects={affects} />
            </span>
          </span>
          {isTaken ? (
            <Check size={14} role="img" aria-label="On the image already" />
          ) : (
            <Button
              variant="icon"
              size="small"
              aria-label={`Add ${name}`}
              reason={reason}
              onPress={() => onAdd(key)}
            >
              <Plus size={14} aria-hidden="true" />
            </Button>
          )}
        </div>
      </TreeItemContent>
    </TreeItem>
  );
}

function look(target: EventTarget | null, onLook: (key: string) => void): void {
  const row = target instanceof Element ? target.closest('[role=row]') : null;
  const key = row?.querySelector<HTMLElement>('[data-property]')?.dataset['property'];
  if (key !== undefined) onLook(key);
}
