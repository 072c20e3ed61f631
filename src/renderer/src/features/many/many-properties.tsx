import { Plus } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { propertyOf } from '#shared/edits/edit-fields.ts';
import { type FieldWish, propertyField } from '#shared/edits/index.ts';
import type { Image } from '#shared/model/index.ts';
import { findProperties } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { SuggestInput } from '../../ui/suggest-input.tsx';
import { startValue } from '../metadata/typed-value.ts';
import type { KnownProperties } from '../metadata/use-known-properties.ts';
import { useFieldReasons } from './many-fields.tsx';
import { ManyPropertyRow } from './many-property-row.tsx';
import { wish } from './many-store.ts';
import { propertySpreads } from './value-spread.ts';

interface ManyPropertiesProps {
  readonly images: readonly Image[];
  readonly wishes: ReadonlyMap<string, FieldWish>;
  readonly known: KnownProperties;
  /** What is wrong with a value, by field. */
  readonly problems: ReadonlyMap<string, string>;
}

/** From here on the list gets a field to find in it. */
const FIND_FROM = 8;
/** More keys are found by the field. */
const SHOWN = 60;
const PROPOSED = 8;

/** All properties that any of the images has, each set on all, or taken from all, or left as it is. */
export function ManyProperties({ images, wishes, known, problems }: ManyPropertiesProps) {
  const spreads = useMemo(() => propertySpreads(images), [images]);
  const no = useFieldReasons(images);
  const [find, setFind] = useState('');
  const word = find.trim().toLowerCase();
  const added = [...wishes.keys()]
    .map(propertyOf)
    .filter((key) => key !== undefined)
    .filter((key) => !spreads.has(key));
  const keys = [...added, ...[...spreads.keys()].filter((key) => key.toLowerCase().includes(word))];
  return (
    <section className="many-part" aria-labelledby="many-properties-title">
      <header className="many-part-head">
        <h3 id="many-properties-title">Properties</h3>
        {spreads.size >= FIND_FROM && (
          <TextInput
            className="many-find"
            label="Find a property"
            hideLabel
            placeholder="Find a property"
            value={find}
            onChange={setFind}
          />
        )}
      </header>
      <ul className="many-properties">
        {keys.slice(0, SHOWN).map((key) => (
          <ManyPropertyRow
            key={key}
            name={key}
            spread={spreads.get(key) ?? [{ value: undefined, images: images.length }]}
            known={known.of(key)}
            problem={problems.get(propertyField(key))}
            wish={wishes.get(propertyField(key))}
            setReason={no('property.set')}
            unsetReason={no('property.unset')}
          />
        ))}
      </ul>
      {keys.length > SHOWN && (
        <p className="muted">and {formatCount(keys.length - SHOWN)} more: find them by their names</p>
      )}
      <AddProperty
        taken={keys}
        reason={no('property.set')}
        known={known}
        onAdd={(key) => wish(propertyField(key), startValue(known.of(key)))}
      />
    </section>
  );
}

interface AddPropertyProps {
  readonly taken: readonly string[];
  readonly reason: string | undefined;
  readonly known: KnownProperties;
  readonly onAdd: (key: string) => void;
}

function AddProperty({ taken, reason, known, onAdd }: AddPropertyProps) {
  const [key, setKey] = useState('');
  const name = key.trim();
  const suggestions = useMemo(
    () =>
      findProperties(known.known, name)
        .filter((each) => !taken.includes(each.key))
        .slice(0, PROPOSED)
        .map((each) => ({ value: each.key, note: each.title ?? undefined })),
    [known, name, taken],
  );
  const error = taken.includes(name) ? 'It is in the list already' : undefined;
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (name === '' || error !== undefined || reason !== undefined) return;
    onAdd(name);
    setKey('');
  };
  return (
    <form className="many-add" onSubmit={add}>
      <SuggestInput
        label="Another property"
        placeholder="hw_disk_bus, or what it is for"
        value={key}
        suggestions={suggestions}
        onChange={setKey}
        error={error}
        reason={reason}
      />
      <Button type="submit" reason={reason ?? error ?? (name === '' ? 'It needs a name' : undefined)}>
        <Plus size={14} aria-hidden="true" />
        Set on all
      </Button>
    </form>
  );
}
