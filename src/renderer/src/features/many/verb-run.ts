import type { Image, ImageDocument } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { type BatchItem, runBatch } from '../batch/batch-store.ts';
import { imagesWord } from '../catalog/group-words.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { queueEdit } from '../edits/edits-store.ts';
import { editImage, setImageActive } from '../inspector/inspector-store.ts';
import { freshImages, lookAt, runManyEdits, sayNotes } from './many-run.ts';
import { cloudNow } from './many-store.ts';
import { imagesFor, opposite, VERB_FACTS, type Verb } from './verbs.ts';

/** Does what a verb says to those of the images that it says something of. Offers the way back. */
export async function runVerb(verb: Verb, images: readonly Image[]): Promise<void> {
  const meant = imagesFor(verb, images, useConnectionsStore.getState().capabilities);
  const [only] = meant;
  if (only === undefined) return;
  const { edit, done, consequence, label } = VERB_FACTS[verb];
  if (images.length === 1) {
    if (edit === undefined) await setImageActive(only, verb === 'reactivate');
    else if (cloudNow(only.connection).offline) await queueEdit(only, edit);
    else {
      const title = `${visibleText(named(only.name, only.id))} ${done}`;
      await editImage(only, edit, false, { title, text: consequence });
    }
    return;
  }
  const title = `${label} ${imagesWord(meant.length)}`;
  const doneTitle = (count: number): string => `${imagesWord(count)} ${done}`;
  if (edit === undefined) await runActive(verb, meant, title);
  else {
    const orders = meant.map((image) => ({ image, edit, queued: cloudNow(image.connection).offline }));
    await runManyEdits({ title, orders, doneTitle, doneText: consequence });
  }
}

interface ActiveItem extends BatchItem {
  readonly image: Image;
}

/** Deactivates or reactivates many: a call of its own for each, which takes no revision. */
async function runActive(verb: Verb, images: readonly Image[], title: string, offers = true): Promise<void> {
  const fresh = freshImages();
  const notes = new Set<string>();
  let changed: Image[] = [];
  await runBatch<ActiveItem>({
    title,
    operation: 'images.activate',
    items: images.map((image) => ({
      key: imageKey(image),
      connection: image.connection,
      name: named(image.name, image.id),
      image,
      look: () => lookAt(image),
    })),
    work: async ({ image: { connection, id } }) => {
      const active = verb === 'reactivate';
      const document: ImageDocument = await call('images.activate', { connection, id, active });
      fresh.take(document.image);
      changed.push(document.image);
      for (const note of document.notes ?? []) notes.add(note);
    },
    onEnd: () => {
      fresh.flush();
      sayNotes(notes);
      const back = changed;
      changed = [];
      if (!offers || back.length === 0) return;
      const said = `${imagesWord(back.length)} ${VERB_FACTS[verb].done}`;
      offerUndo({
        title: said,
        text: VERB_FACTS[verb].consequence,
        operation: 'images.activate',
        quiet: true,
        undo: () => runActive(opposite(verb), back, `Taking back: ${said}`, false),
      });
    },
  });
}
