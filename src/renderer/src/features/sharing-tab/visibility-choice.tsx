import { useState } from 'react';
import type { Capabilities, ConnectionKind, Image, Visibility } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { SelectInput } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { isVisibility, VISIBILITY_WORDS } from '../catalog/visibility-word.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { EditTrouble } from '../inspector/edit-trouble.tsx';
import { useImageEdit } from '../inspector/use-image-edit.ts';
import { PreviewPart } from './preview-part.tsx';
import { visibilityEffect, visibilityNow } from './sharing-words.ts';

interface VisibilityChoiceProps {
  readonly image: Image;
  readonly kind: ConnectionKind | undefined;
  readonly capabilities: Capabilities | undefined;
  /** Why nothing can be changed now. */
  readonly reason: string | undefined;
}

/** Who sees it at all: the four words, each with what it means. What is chosen is said before it is sent. */
export function VisibilityChoice({ image, kind, capabilities, reason }: VisibilityChoiceProps) {
  const { connection, id, visibility } = image;
  const [wanted, setWanted] = useState<Visibility>();
  const pending = useImageEdit(image);
  const chosen = wanted === visibility ? undefined : wanted;
  const against = reason ?? reasonAgainst(capabilities, 'image.visibility');
  const words = [...(capabilities?.visibilities ?? Object.keys(VISIBILITY_WORDS))].filter(isVisibility);
  if (visibility !== null && !words.includes(visibility)) words.push(visibility);
  const settle = (): void => setWanted(undefined);
  const save = async (): Promise<void> => {
    if (chosen !== undefined && (await pending.submit({ visibility: chosen }))) settle();
  };
  return (
    <section className="visibility-choice" aria-label="Visibility">
      <SelectInput
        label="Visibility"
        placeholder="–"
        value={chosen ?? visibility ?? undefined}
        reason={against}
        hint={chosen === undefined && visibility !== null ? visibilityNow(kind, visibility) : undefined}
        choices={words.map((value) => ({
          value,
          label: VISIBILITY_WORDS[value],
          note: visibilityEffect(kind, value),
        }))}
        onChange={setWanted}
      />
      <EditTrouble pending={pending} onSettled={settle} />
      {chosen !== undefined && (
        <>
          <Notice tone={chosen === 'private' ? 'info' : 'warning'} status>
            {visibilityEffect(kind, chosen)} Nothing else of the image changes.
          </Notice>
          <PreviewPart image={image} order={{ connection, id, visibility: chosen }} />
          <div className="add-members-foot">
            <span className="muted" />
            <Button size="small" onPress={settle}>
              Leave it
            </Button>
            <Button
              size="small"
              variant="primary"
              isPending={pending.busy}
              reason={against}
              onPress={() => void save()}
            >
              {pending.queues ? 'Queue: ' : ''}Make it {VISIBILITY_WORDS[chosen].toLowerCase()}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
