import type { Image } from '#shared/model/index.ts';
import { shellWord } from '#shared/shell/shell-word.ts';
import { visibleText } from '../../../ui/visible-text.ts';

/** `openstack image show` for each image. */
export function showCommands(images: readonly Image[]): string {
  return byCloud(images, ({ id }) => [command('show', [], id)]);
}

/**
 * `openstack image set` for each image, with what that command can set, as it is now: to be changed, or used
 * on another image. What it cannot say stands in a comment.
 */
export function setCommands(images: readonly Image[]): string {
  return byCloud(images, (image) => {
    const options: string[] = [];
    const left: string[] = [];
    const add = (name: string, value: string | null, what = name): void => {
      if (value === null) return;
      const word = shellWord(value);
      if (word === undefined) left.push(what);
      else options.push(value.startsWith('-') ? `--${name}=${word}` : `--${name} ${word}`);
    };
    add('name', image.name);
    add('min-disk', image.minDiskGb === null ? null : String(image.minDiskGb));
    add('min-ram', image.minRamMb === null ? null : String(image.minRamMb));
    if (image.visibility !== null) options.push(`--${image.visibility}`);
    if (image.protected !== null) options.push(image.protected ? '--protected' : '--unprotected');
    if (image.hidden !== null) options.push(image.hidden ? '--hidden' : '--unhidden');
    for (const tag of image.tags) add('tag', tag, `tag ${tag}`);
    for (const [key, value] of Object.entries(image.properties)) {
      // The command ends the key at the first "=".
      if (typeof value !== 'string' || key === '' || key.includes('=')) left.push(`property ${key}`);
      else add('property', `${key}=${value}`, `property ${key}`);
    }
    const comments = left.map((what) => `# left out, as the command cannot say it: ${visibleText(what)}`);
    return [...comments, command('set', options, image.id)];
  });
}

function command(verb: 'show' | 'set', options: readonly string[], id: string): string {
  const word = shellWord(id);
  if (word === undefined) return `# left out, as no command can name it: ${visibleText(id)}`;
  const target = id.startsWith('-') ? `-- ${word}` : word;
  const parts = [...options, target];
  if (options.length < 2) return [`openstack image ${verb}`, ...parts].join(' ');
  return [`openstack image ${verb}`, ...parts].join(' \\\n  ');
}

/** Where there are several clouds, each one's commands stand under its name: their credentials differ. */
function byCloud(images: readonly Image[], lines: (image: Image) => readonly string[]): string {
  const clouds = Map.groupBy(images, ({ connection }) => connection);
  return [...clouds]
    .map(([name, members]) =>
      [...(clouds.size > 1 ? [`# cloud: ${visibleText(name)}`] : []), ...members.flatMap(lines)].join('\n'),
    )
    .join('\n');
}
