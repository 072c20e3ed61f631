import type { Image } from '#shared/model/index.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** A file name that any system takes: the image's name with its disk format behind it. */
export function suggestedFileName(image: Pick<Image, 'name' | 'id' | 'diskFormat'>): string {
  const base = visibleText(named(image.name, image.id))
    .replace(/[\\/:*?"<>|⟨⟩]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 120);
  const name = base === '' ? 'image' : base;
  const extension = image.diskFormat?.toLowerCase().replace(/[^a-z0-9]/g, '') ?? '';
  return extension === '' || name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`;
}
