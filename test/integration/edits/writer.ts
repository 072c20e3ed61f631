import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { openQueuedEditFile } from '../../../src/main/edits/queued-edit-file.ts';
import { imageOf } from '../../unit/renderer/images.ts';

/**
 * A process of its own that queues edits: `writer.ts PATH PREFIX COUNT [die]`. With `die` the last one is
 * killed when its file is written whole but not yet in its place.
 */
const [path = '', prefix = '', count = '0', die] = process.argv.slice(2);
const file = openQueuedEditFile(path, (message) => process.stderr.write(`${message}\n`));
for (let index = 0; index < Number(count); index += 1) {
  if (die === 'die' && index === Number(count) - 1) {
    const rename = fs.renameSync;
    fs.renameSync = (from, to) => {
      if (to === path) process.kill(process.pid, 'SIGKILL');
      rename(from, to);
    };
    syncBuiltinESMExports();
  }
  const imageId = `${prefix}${index}`;
  await file.update((edits) => [
    ...edits,
    {
      connection: 'lab',
      imageId,
      edit: { name: `new-${imageId}` },
      base: imageOf({ id: imageId }),
      queuedAt: new Date().toISOString(),
    },
  ]);
}
