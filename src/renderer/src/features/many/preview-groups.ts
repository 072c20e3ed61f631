import type { ChangePreview } from '#shared/model/index.ts';

/** Images that would be sent the same. */
export interface PreviewGroup {
  readonly first: ChangePreview;
  /** With the first one. */
  readonly images: number;
}

/** Puts together what is alike but for the image's id; those of the most images first. */
export function previewGroups(previews: readonly ChangePreview[]): readonly PreviewGroup[] {
  const groups = new Map<string, { first: ChangePreview; images: number }>();
  for (const preview of previews) {
    const key = likeness(preview);
    const held = groups.get(key);
    if (held === undefined) groups.set(key, { first: preview, images: 1 });
    else held.images += 1;
  }
  return [...groups.values()].sort((one, other) => other.images - one.images);
}

function likeness({ connection, id, requests, notes, error }: ChangePreview): string {
  const like = requests.map(({ method, path, headers, body }) => [
    method,
    segmentsWithout(path, id),
    headers,
    body,
  ]);
  return JSON.stringify([connection, like, notes, error?.message ?? null]);
}

/** An id may be a number that stands in the path for something else, too: only whole segments are the id. */
function segmentsWithout(path: string, id: string): readonly string[] {
  const ids = [id, encodeURIComponent(id)];
  return path.split('/').map((segment) => (ids.includes(segment) ? '{id}' : segment));
}
