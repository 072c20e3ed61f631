export { inspectImage } from './inspect-image.ts';
export { type LocalFile, openLocalFile } from './local-file.ts';
export { assertSafe, contradiction } from './verdict.ts';
