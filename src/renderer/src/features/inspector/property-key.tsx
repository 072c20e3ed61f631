import type { Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { definitionWords, useDefinitionsStore } from './definitions-store.ts';

/** A tip is no place to read on: longer explanations are cut. */
const TIP_LENGTH = 400;

interface PropertyKeyProps {
  readonly image: Pick<Image, 'connection'>;
  readonly name: string;
}

/** A property's key; one that the cloud explains says on hover and on focus what it means. */
export function PropertyKey({ image, name }: PropertyKeyProps) {
  const definition = useDefinitionsStore((state) => state[image.connection]?.get(name));
  const words = definition === undefined ? undefined : definitionWords(definition);
  if (words === undefined) return <Plain className="property-key">{name}</Plain>;
  const text = visibleText(words);
  return (
    <Button
      variant="link"
      className="property-key property-key-known"
      tip={text.length > TIP_LENGTH ? `${text.slice(0, TIP_LENGTH)}…` : text}
    >
      <Plain title="">{name}</Plain>
    </Button>
  );
}
