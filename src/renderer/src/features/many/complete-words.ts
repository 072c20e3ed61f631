import { call } from '../../app/session.ts';
import type { Completion } from '../../ui/use-completion.ts';
import { imagesWord } from '../catalog/group-words.ts';

const PROPOSED = 8;
const LONGEST_ASKED = 255;

/** Tags that images of all clouds have, those of the most images first. */
export async function completeTags(text: string): Promise<readonly Completion[]> {
  const asked = { text: text.slice(0, LONGEST_ASKED), limit: PROPOSED };
  const values = await call('catalog.values', { source: { of: 'tag' }, ...asked });
  return values.map(({ value, images }) => ({ value, note: imagesWord(images) }));
}
