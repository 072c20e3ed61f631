import { useRef } from 'react';
import type { Image } from '#shared/model/index.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { MetadataTree } from '../metadata/metadata-tree.tsx';
import { type ChangeOutcome, leftOf, type TreeChange } from '../metadata/tree-change.ts';
import { goneReason } from './action-reasons.ts';
import { EditTrouble } from './edit-trouble.tsx';
import { useGoneImages } from './gone-images.ts';
import { reloadImage } from './inspector-store.ts';
import { propertyEdit, slashProblem } from './property-tree.ts';
import { useImageEdit } from './use-image-edit.ts';

/** As they are now, where the service still answers. */
async function freshProperties(image: Image): Promise<Image['properties']> {
  try {
    return (await reloadImage(image)).image.properties;
  } catch {
    return image.properties;
  }
}

/** Why it was refused is said by `EditTrouble`. */
function outcomeOf(change: TreeChange, properties: Image['properties']): ChangeOutcome {
  const left = leftOf(change, properties);
  const written = {
    set: change.set.filter((each) => !left.set.includes(each)),
    unset: change.unset.filter((each) => !left.unset.includes(each)),
  };
  return { written, left, reason: undefined };
}

const nothing = (): void => undefined;

/** The properties of a service whose values are JSON. */
export function PropertyTreeTab({ image }: { readonly image: Image }) {
  const capabilities = useConnectionsStore((state) => state.capabilities[image.connection]);
  const gone = useGoneImages(() => goneReason(image));
  const pending = useImageEdit(image);
  /** The images that the trees belong to: an edit goes against the revision that the person saw. */
  const drawn = useRef(new WeakMap<Image['properties'], Image>());
  drawn.current.set(image.properties, image);
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
        onChange={async (change, seen) => {
          const before = drawn.current.get(seen) ?? image;
          if (await pending.submit(propertyEdit(seen, change), before)) return undefined;
          return outcomeOf(change, await freshProperties(image));
        }}
      />
    </>
  );
}
