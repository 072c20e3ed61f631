import { useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { usualChoice } from './paste-outcome.ts';
import { PropertyChoice } from './property-choice.tsx';
import { closeChoice, copyProperties, propertiesWord, useClipboardStore } from './property-clipboard.ts';

/** Asks which properties of an image are copied. */
export function CopyPropertiesDialog() {
  const image = useClipboardStore((state) => state.choosing);
  return image === undefined ? null : <Choice image={image} />;
}

function Choice({ image }: { readonly image: Image }) {
  const [chosen, setChosen] = useState(() => usualChoice(image.properties));
  const copy = (): void => attempt('clipboard', () => copyProperties(image, [...chosen]));
  return (
    <ModalDialog
      title="Copy properties"
      onClose={closeChoice}
      footer={
        <>
          <span className="dialog-foot-text">They can be pasted into other images, and as JSON.</span>
          <Button onPress={closeChoice}>Cancel</Button>
          <Button
            variant="primary"
            reason={chosen.size === 0 ? 'Choose at least one' : undefined}
            onPress={copy}
          >
            Copy {propertiesWord(chosen.size).toLowerCase()}
          </Button>
        </>
      }
    >
      <p>
        Of <Plain className="image-name">{named(image.name, image.id)}</Plain>. What says where it came from
        is left out at first.
      </p>
      <PropertyChoice
        label="Properties to copy"
        properties={image.properties}
        chosen={chosen}
        onChoose={setChosen}
      />
    </ModalDialog>
  );
}
