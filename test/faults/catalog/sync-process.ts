import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { generatedPages, imageDocument } from '../../unit/catalog/generated-images.ts';

// Syncs until it is killed: `node sync-process.ts <file> <state>`. A state is a whole list: half of it is the
// one before, a quarter is that with another name, a quarter is new. Says `syncing` when it begins.

export const IMAGES = 2000;

/** The list of a state: an image that stays from one to the next has the state in its name. */
export function* pagesOf(state: number, pageSize = 250) {
  let at = 0;
  for (const page of generatedPages('cloud', IMAGES, pageSize)) {
    yield page.map((document) => {
      const { image } = document;
      const part = at++ % 4;
      if (part === 0)
        return imageDocument({ ...image, id: `${image.id}-of-${state}`, name: `state ${state}` });
      if (part === 1) return imageDocument({ ...image, name: `state ${state}`, revision: String(state) });
      return document;
    });
  }
}

const [path, state] = process.argv.slice(2);
if (path !== undefined && state !== undefined && import.meta.main) {
  const catalog = await openCatalog(path, { onNotice: (message) => process.stderr.write(`${message}\n`) });
  async function* slowly() {
    for (const page of pagesOf(Number(state))) {
      yield page;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }
  await catalog.unreadMembers('cloud', 1);
  process.stdout.write('syncing');
  await catalog.sync('cloud', slowly());
  process.stdout.write('done');
  await catalog.close();
}
