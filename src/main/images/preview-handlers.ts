import type { Handlers } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import { assertEditAllowed } from '../providers/index.ts';
import { type PreviewDeps, previewEach } from './preview-each.ts';

export type ImagePreviewHandlers = Pick<Handlers, 'images.preview'>;

/** Serves `images.preview`: what edits would send to images as last seen. */
export function createImagePreviewHandlers(deps: PreviewDeps): ImagePreviewHandlers {
  return {
    'images.preview': ({ edits }, { signal }) => {
      const call = { signal, operation: 'images.preview' };
      return previewEach(edits, deps, call, ({ edit }, { document, provider, capabilities }) => {
        if (Object.keys(edit).length === 0) throw new AppError('INVALID', 'No change was named.', call);
        assertEditAllowed(capabilities, edit, call);
        return provider.previewEdit(document.image, edit);
      });
    },
  };
}
