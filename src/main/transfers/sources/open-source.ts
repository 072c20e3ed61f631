import type { SourceSpec } from '#shared/model/index.ts';
import type { PageFiles } from '../types.ts';
import { openPageSource } from './page-source.ts';
import { openPathSource } from './path-source.ts';
import type { UploadSource } from './upload-source.ts';

/** Opens what a grant or the journal names. */
export async function openSource(spec: SourceSpec, pageFiles: PageFiles | undefined): Promise<UploadSource> {
  return spec.type === 'path' ? openPathSource(spec) : openPageSource(spec, pageFiles);
}
