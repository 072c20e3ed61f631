import { toAppError, type WireError } from '#shared/errors/index.ts';
import type { Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';

/**
 * Deletes images of any clouds, all clouds at once; `filesOf`: whether a cloud shall delete the files too. Gives those that are still there, each with its reason.
 */
export async function removeImages(
  images: readonly Image[],
  filesOf: (connection: string) => boolean,
): Promise<readonly { readonly image: Image; readonly error: WireError }[]> {
  const clouds = [...Map.groupBy(images, (image) => image.connection)];
  const outcomes = await Promise.all(
    clouds.map(([connection, members]) => removeFrom(connection, members, filesOf(connection))),
  );
  return outcomes.flat();
}

async function removeFrom(connection: string, images: readonly Image[], withFile: boolean) {
  try {
    const ids = images.map(({ id }) => id);
    const answers = await call('images.remove', { connection, ids, ...(withFile ? { withFile } : {}) });
    const errors = new Map(answers.map(({ id, error }) => [id, error]));
    return images.flatMap((image) => {
      const error = errors.get(image.id);
      return error ? [{ image, error }] : [];
    });
  } catch (thrown) {
    const error = toAppError(thrown, 'images.remove').toWire();
    return images.map((image) => ({ image, error }));
  }
}
