import { Plus, Table2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Image, ImageEdit } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { CopyPasteButtons } from '../compare/copy-paste-buttons.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { LintPanel } from '../metadata/lint-panel.tsx';
import { metadataReason } from '../metadata/metadata-reason.ts';
import { openMetadata } from '../metadata/metadata-store.ts';
import { PropertyEditor } from '../metadata/property-editor.tsx';
import { PropertyLine } from '../metadata/property-line.tsx';
import { usePropertyRules } from '../metadata/property-rules.ts';
import { useKnownProperties } from '../metadata/use-known-properties.ts';
import { EditTrouble } from './edit-trouble.tsx';
import { propertyText } from './image-changes.ts';
import { useImageEdit } from './use-image-edit.ts';

/** From here on a list gets a field to find in it. */
const FIND_FROM = 10;

/** The property that is being changed (`undefined`: a new one), and the image as it stood when that began. */
interface Editing {
  readonly key: string | undefined;
  readonly seen: Image;
}

/** The extra properties, each changed by a minimal edit of its own. */
export function PropertiesTab({ image }: { readonly image: Image }) {
  const [editing, setEditing] = useState<Editing>();
  const [find, setFind] = useState('');
  const pending = useImageEdit(image);
  const properties = useKnownProperties(image.connection);
  const rules = usePropertyRules(image, properties);
  const noMetadata = useConnectionsStore((state) =>
    metadataReason(state.capabilities[image.connection], image),
  );
  const host = useRef<HTMLDivElement>(null);
  const keys = Object.keys(image.properties);
  const word = find.trim().toLowerCase();
  // What is being changed stays, also where somebody else removed it meanwhile.
  const held =
    editing?.key === undefined ? {} : { [editing.key]: editing.seen.properties[editing.key] ?? '' };
  const shown = Object.entries({ ...held, ...image.properties })
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .filter(([key, value]) =>
      `${key} ${properties.of(key)?.title ?? ''} ${propertyText(value)}`.toLowerCase().includes(word),
    );
  const close = (): void => {
    const key = editing?.key;
    setEditing(undefined);
    // Once the line, or the button, is there again.
    if (editing !== undefined) setTimeout(() => focusLine(host.current, key));
  };
  const send = async (edit: ImageEdit, seen: Image = image): Promise<void> => {
    if (await pending.submit(edit, seen)) close();
  };
  const save = (key: string, value: string): void =>
    void send({ setProperties: { [key]: value } }, editing?.seen);
  return (
    <div ref={host} className="properties-tab">
      <EditTrouble pending={pending} onSettled={close} />
      <div className="properties-bar">
        <Button
          size="small"
          reason={rules.reasons.set}
          onPress={() => setEditing({ key: undefined, seen: image })}
        >
          <Plus size={13} aria-hidden="true" />
          Add a property
        </Button>
        <Button
          size="small"
          reason={noMetadata}
          tip="All that it may have beside what it has, with templates (Alt M)"
          onPress={() => openMetadata(image)}
        >
          <Table2 size={13} aria-hidden="true" />
          Metadata…
        </Button>
        <CopyPasteButtons image={image} />
      </div>
      {keys.length >= FIND_FROM && (
        <TextInput
          label="Find a property"
          hideLabel
          placeholder="Find a property"
          value={find}
          onChange={setFind}
        />
      )}
      <LintPanel image={image} properties={properties} pending={pending} reason={rules.reasons.set} />
      {editing !== undefined && editing.key === undefined && (
        <PropertyEditor
          taken={keys}
          properties={properties}
          rules={rules}
          busy={pending.busy}
          onCancel={close}
          onSave={save}
        />
      )}
      {keys.length === 0 && editing === undefined && <p className="tab-empty">No extra properties.</p>}
      <ul className="properties">
        {shown.map(([key, value]) =>
          editing?.key === key ? (
            <li key={key}>
              <PropertyEditor
                property={{ key, value: propertyText(editing.seen.properties[key] ?? value) }}
                taken={[]}
                properties={properties}
                rules={rules}
                busy={pending.busy}
                onCancel={close}
                onSave={save}
              />
            </li>
          ) : (
            <PropertyLine
              key={key}
              name={key}
              value={value}
              known={properties.of(key)}
              rules={rules}
              busy={pending.busy}
              onSwitch={(next) => void send({ setProperties: { [key]: next } })}
              onChange={() => setEditing({ key, seen: image })}
              onRemove={() => void send({ unsetProperties: [key] })}
            />
          ),
        )}
      </ul>
    </div>
  );
}

/** Gives the keyboard back to the line that was worked on, else to the first button. */
function focusLine(host: HTMLElement | null, key: string | undefined): void {
  if (host === null || host.contains(document.activeElement)) return;
  const lines = [...host.querySelectorAll<HTMLElement>('[data-line]')];
  const line = lines.find((each) => each.dataset['line'] === key);
  (line?.querySelector('button') ?? host.querySelector('button'))?.focus();
}
