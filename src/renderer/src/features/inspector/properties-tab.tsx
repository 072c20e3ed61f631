import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Image, ImageEdit } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { reasonAgainst, useConnection, useConnectionsStore } from '../connections/connections-store.ts';
import { goneReason } from './action-reasons.ts';
import { wantDefinitions } from './definitions-store.ts';
import { EditTrouble } from './edit-trouble.tsx';
import { useGoneImages } from './gone-images.ts';
import { propertyText } from './image-changes.ts';
import { PropertyForm } from './property-form.tsx';
import { PropertyKey } from './property-key.tsx';
import { useImageEdit } from './use-image-edit.ts';

/** From here on a list gets a field to find in it. */
const FIND_FROM = 10;

/** The extra properties, each changed by a minimal edit of its own. */
export function PropertiesTab({ image }: { readonly image: Image }) {
  const capabilities = useConnectionsStore((state) => state.capabilities[image.connection]);
  const [open, setOpen] = useState<string | undefined>();
  const [adding, setAdding] = useState(false);
  const [find, setFind] = useState('');
  const pending = useImageEdit(image);
  const gone = useGoneImages(() => goneReason(image));
  const setReason = gone ?? reasonAgainst(capabilities, 'property.set');
  const unsetReason = gone ?? reasonAgainst(capabilities, 'property.unset');
  const syncedAt = useConnection(image.connection)?.syncedAt ?? null;
  useEffect(() => void wantDefinitions(image.connection, syncedAt), [image.connection, syncedAt]);
  const entries = Object.entries(image.properties).sort(([a], [b]) => a.localeCompare(b, 'en'));
  const word = find.trim().toLowerCase();
  const shown = entries.filter(([key, value]) =>
    `${key} ${propertyText(value)}`.toLowerCase().includes(word),
  );
  const send = async (edit: ImageEdit): Promise<void> => {
    if (await pending.submit(edit)) close();
  };
  const close = (): void => {
    setOpen(undefined);
    setAdding(false);
  };
  return (
    <>
      <EditTrouble pending={pending} onSettled={close} />
      <div className="properties-bar">
        {entries.length >= FIND_FROM && (
          <TextInput
            label="Find a property"
            hideLabel
            placeholder="Find a property"
            value={find}
            onChange={setFind}
          />
        )}
        <Button size="small" reason={setReason} onPress={() => setAdding(true)}>
          <Plus size={13} aria-hidden="true" />
          Add a property
        </Button>
      </div>
      {adding && (
        <PropertyForm
          taken={Object.keys(image.properties)}
          busy={pending.busy}
          onCancel={close}
          onSave={(key, value) => void send({ setProperties: { [key]: value } })}
        />
      )}
      {entries.length === 0 && !adding && <p className="tab-empty">No extra properties.</p>}
      <ul className="properties">
        {shown.map(([key, value]) =>
          open === key ? (
            <li key={key}>
              <PropertyForm
                property={{ key, value: propertyText(value) }}
                taken={[]}
                busy={pending.busy}
                onCancel={close}
                onSave={(_, next) => void send({ setProperties: { [key]: next } })}
              />
            </li>
          ) : (
            <li key={key} className="property">
              <PropertyKey image={image} name={key} />
              <Plain className="property-value">{propertyText(value)}</Plain>
              <span className="property-actions">
                <Button
                  variant="icon"
                  size="small"
                  aria-label={`Change ${visibleText(key)}`}
                  reason={setReason}
                  onPress={() => setOpen(key)}
                >
                  <Pencil size={13} aria-hidden="true" />
                </Button>
                <Button
                  variant="icon"
                  size="small"
                  aria-label={`Remove ${visibleText(key)}`}
                  reason={unsetReason}
                  onPress={() => void send({ unsetProperties: [key] })}
                >
                  <Trash2 size={13} aria-hidden="true" />
                </Button>
              </span>
            </li>
          ),
        )}
      </ul>
    </>
  );
}
