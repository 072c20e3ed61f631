import type { Image } from '#shared/model/index.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { MetadataTree } from '../metadata/metadata-tree.tsx';
import { goneReason } from './action-reasons.ts';
import { EditTrouble } from './edit-trouble.tsx';
import { useGoneImages } from './gone-images.ts';
import { propertyEdit, slashProblem } from './property-tree.ts';
import { useImageEdit } from './use-image-edit.ts';

const nothing = (): void => undefined;

/** The properties of a service whose values are JSON. */
export function PropertyTreeTab({ image }: { readonly image: Image }) {
  const capabilities = useConnectionsStore((state) => state.capabilities[image.connection]);
  const gone = useGoneImages(() => goneReason(image));
  const pending = useImageEdit(image);
  return (
    <>
      <EditTrouble pending={pending} onSettled={nothing} />
      <MetadataTree
        label="Properties"
        noun="property"
        tree={image.properties}
        reasons={{
          set: gone ?? reasonAgainst(capabilities, 'property.set'),
          unset: gone ?? reasonAgainst(capabilities, 'property.unset'),
        }}
        keyProblem={slashProblem}
        busy={pending.busy}
        onChange={(change) => pending.submit(propertyEdit(image.properties, change))}
      />
    </>
  );
}
