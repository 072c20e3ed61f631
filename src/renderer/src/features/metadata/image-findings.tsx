import type { Image } from '#shared/model/index.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { LintPanel } from './lint-panel.tsx';
import { usePropertyRules } from './property-rules.ts';
import { useKnownProperties } from './use-known-properties.ts';

const nothing = (): void => undefined;

/** What looks wrong about an image, where nothing else edits it: with its own way to mend it. */
export function ImageFindings({ image }: { readonly image: Image }) {
  const pending = useImageEdit(image);
  const properties = useKnownProperties(image.connection);
  const { reasons } = usePropertyRules(image, properties);
  return (
    <>
      <EditTrouble pending={pending} onSettled={nothing} />
      <LintPanel image={image} properties={properties} pending={pending} reason={reasons.set} />
    </>
  );
}
